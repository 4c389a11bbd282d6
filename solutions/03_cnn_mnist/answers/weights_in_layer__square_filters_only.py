# ---
# item: weights_in_layer
# kind: wrong
# points: 0
# message: a filter of 1×7 has 7 weights per channel
# ---
# %% exercise="weights_in_layer"
def weights_in_layer(channels, filters, kernel, groups, use_bias):
    return filters * (kernel[0] ** 2 * (channels // groups) + int(use_bias))
