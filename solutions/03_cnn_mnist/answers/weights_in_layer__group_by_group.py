# ---
# item: weights_in_layer
# kind: alternative
# points: 1
# ---
# %% exercise="weights_in_layer"
def weights_in_layer(channels, filters, kernel, groups, use_bias):
    total = 0
    for _ in range(groups):
        one_group = np.zeros((*kernel, channels // groups, filters // groups))
        total += one_group.size
    if use_bias:
        total = total + filters
    return total
