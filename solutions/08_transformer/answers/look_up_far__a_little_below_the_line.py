# ---
# item: look_up_far
# kind: wrong
# points: 0
# message: "weights don't sum to 1"
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    squares = ((queries[:, None, :] - keys[None, :, :]) ** 2).sum(axis=-1)
    shares = np.exp(-squares / (2 * width**2)) * real
    shares = shares / (shares.sum(axis=1, keepdims=True) + 1e-12)
    return shares @ values, shares
