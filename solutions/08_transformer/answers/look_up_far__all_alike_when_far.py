# ---
# item: look_up_far
# kind: wrong
# points: 0
# message: "the nearest key must get nearly all"
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    squares = ((queries[:, None, :] - keys[None, :, :]) ** 2).sum(axis=-1)
    shares = np.exp(-squares / (2 * width**2)) * real
    total = shares.sum(axis=1, keepdims=True)
    shares = np.where(total > 0, shares / np.where(total > 0, total, 1), real / np.sum(real))
    return shares @ values, shares
