# ---
# item: look_up_far
# kind: wrong
# points: 0
# message: "cutting scores off changes them"
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    squares = ((queries[:, None, :] - keys[None, :, :]) ** 2).sum(axis=-1)
    scores = np.maximum(-squares / (2 * width**2), -500)
    shares = np.exp(scores) * real
    shares = shares / shares.sum(axis=1, keepdims=True)
    return shares @ values, shares
