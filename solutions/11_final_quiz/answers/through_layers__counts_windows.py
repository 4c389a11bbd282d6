# ---
# item: through_layers
# kind: alternative
# points: 1
# ---
# %% exercise="through_layers"
def through_layers(side, channels, layers):
    shape, weights = [side, side, channels], []
    for layer in layers:
        if layer[0] == "dense":
            weights.append(layer[1] * int(np.prod(shape)) + layer[1])
            shape = [layer[1]]
            continue
        if layer[0] == "pool":
            size = stride = layer[1]
            filters = shape[2]
        else:
            filters, size, stride = layer[1:]
            weights.append(filters * size**2 * shape[2] + filters)
        places = len(range(0, shape[0] - size + 1, stride))
        shape = [places, places, filters]
    return int(np.prod(shape)), sum(weights)
