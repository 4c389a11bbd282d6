# ---
# item: weights_in_layer
# kind: wrong
# points: 0
# message: every filter, in whatever group, has one bias
# ---
# %% exercise="weights_in_layer"
def weights_in_layer(channels, filters, kernel, groups, use_bias):
    weights = filters * kernel[0] * kernel[1] * (channels // groups)
    return weights + (filters // groups if use_bias else 0)
