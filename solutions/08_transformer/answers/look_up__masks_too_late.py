# ---
# item: look_up
# kind: wrong
# points: 0
# message: "mask before you divide by the sum"
# also: {look_up_far: 0}
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    squares = ((queries[:, None, :] - keys[None, :, :]) ** 2).sum(axis=-1)
    scores = -squares / (2 * width**2)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = shares / shares.sum(axis=1, keepdims=True) * real
    return shares @ values, shares
