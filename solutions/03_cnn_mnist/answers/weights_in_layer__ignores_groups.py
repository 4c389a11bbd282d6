# ---
# item: weights_in_layer
# kind: wrong
# points: 0
# message: in 2 groups each filter sees half of the channels
# ---
# %% exercise="weights_in_layer"
def weights_in_layer(channels, filters, kernel, groups, use_bias):
    return filters * (kernel[0] * kernel[1] * channels + int(use_bias))
