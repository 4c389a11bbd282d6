# ---
# item: through_layers
# kind: wrong
# points: 0
# message: "a filter has weights for every channel that comes in"
# ---
# %% exercise="through_layers"
def through_layers(side, channels, layers):
    numbers, weights = side * side * channels, 0
    for kind, *sizes in layers:
        if kind == "conv":
            filters, kernel, stride = sizes
            weights += filters * (kernel * kernel + 1)
            side, channels = (side - kernel) // stride + 1, filters
            numbers = side * side * channels
        elif kind == "pool":
            side = side // sizes[0]
            numbers = side * side * channels
        else:
            weights += sizes[0] * (numbers + 1)
            numbers = sizes[0]
    return numbers, weights
