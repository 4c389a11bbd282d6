# ---
# item: look_up_far
# kind: alternative
# points: 0.5
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    squares = np.sum((queries[:, None, :] - keys[None, :, :]) ** 2, axis=2)
    scores = np.where(real, -squares / (2 * width**2), -np.inf)
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
    return weights @ values, weights
