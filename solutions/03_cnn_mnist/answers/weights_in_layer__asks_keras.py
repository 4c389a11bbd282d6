# ---
# item: weights_in_layer
# kind: alternative
# points: 1
# ---
# %% exercise="weights_in_layer"
def weights_in_layer(channels, filters, kernel, groups, use_bias):
    layer = layers.Conv2D(filters, kernel, groups=groups, use_bias=use_bias)
    layer.build((None, 32, 32, channels))
    return layer.count_params()
