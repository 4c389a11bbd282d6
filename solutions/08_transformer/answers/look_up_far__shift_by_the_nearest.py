# ---
# item: look_up_far
# kind: alternative
# points: 0.5
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    distance = np.sqrt(((queries[:, np.newaxis] - keys) ** 2).sum(-1))
    distance[:, ~np.asarray(real)] = np.inf
    nearest = distance.min(axis=1, keepdims=True)
    weights = np.exp((nearest - distance) * (nearest + distance) / (2 * width * width))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights @ values, weights
