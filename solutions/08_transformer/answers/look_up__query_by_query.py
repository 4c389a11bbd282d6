# ---
# item: look_up
# kind: alternative
# points: 2
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    real = np.asarray(real)
    weights = np.zeros((len(queries), len(keys)))
    for i, query in enumerate(queries):
        squares = np.sum((keys[real] - query) ** 2, axis=1)
        squares = squares - squares.min()
        powers = np.exp(-squares / (2 * width**2))
        weights[i, real] = powers / powers.sum()
    return weights.dot(values), weights
