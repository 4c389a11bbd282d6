# ---
# item: through_layers
# kind: wrong
# points: 0
# message: "a second dense layer hears the neurons of the first"
# ---
# %% exercise="through_layers"
def through_layers(side, channels, layers):
    numbers, weights = side * side * channels, 0
    for kind, *sizes in layers:
        if kind == "conv":
            filters, kernel, stride = sizes
            weights += filters * (kernel * kernel * channels + 1)
            side, channels = (side - kernel) // stride + 1, filters
            numbers = side * side * channels
        elif kind == "pool":
            side = side // sizes[0]
            numbers = side * side * channels
        else:
            weights += sizes[0] * (side * side * channels + 1)
            numbers = sizes[0]
    return numbers, weights
