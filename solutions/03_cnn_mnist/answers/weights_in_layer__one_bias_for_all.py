# ---
# item: weights_in_layer
# kind: wrong
# points: 0
# message: each of the 16 filters has a bias
# ---
# %% exercise="weights_in_layer"
def weights_in_layer(channels, filters, kernel, groups, use_bias):
    weights = filters * kernel[0] * kernel[1] * (channels // groups)
    return weights + 1 if use_bias else weights
