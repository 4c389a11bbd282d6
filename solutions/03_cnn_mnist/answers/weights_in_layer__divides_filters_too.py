# ---
# item: weights_in_layer
# kind: wrong
# points: 0
# message: there are as many filters as before
# ---
# %% exercise="weights_in_layer"
def weights_in_layer(channels, filters, kernel, groups, use_bias):
    return filters // groups * (kernel[0] * kernel[1] * (channels // groups) + int(use_bias))
