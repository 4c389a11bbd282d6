# ---
# item: weights_in_layer
# kind: wrong
# points: 0
# message: without biases only the weights count
# ---
# %% exercise="weights_in_layer"
def weights_in_layer(channels, filters, kernel, groups, use_bias):
    return filters * (kernel[0] * kernel[1] * (channels // groups) + 1)
