# ---
# item: look_up_far
# kind: wrong
# points: 0
# message: "a far query gives nan"
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    squares = ((queries[:, None, :] - keys[None, :, :]) ** 2).sum(axis=-1)
    shares = np.exp(-squares / (2 * width**2)) * real
    shares = shares / shares.sum(axis=1, keepdims=True)
    return shares @ values, shares
