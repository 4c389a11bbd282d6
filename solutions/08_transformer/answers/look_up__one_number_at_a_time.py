# ---
# item: look_up
# kind: wrong
# points: 0
# message: "distance over all numbers of query and key"
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    squares = (queries[:, None, 0] - keys[None, :, 0]) ** 2 + (queries[:, None, -1] - keys[None, :, -1]) ** 2
    scores = np.where(real, -squares / (2 * width**2), -np.inf)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares @ values, shares
