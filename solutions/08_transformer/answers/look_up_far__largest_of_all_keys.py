# ---
# item: look_up_far
# kind: wrong
# points: 0
# message: "subtract the largest score of the *real* keys"
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    squares = ((queries[:, None, :] - keys[None, :, :]) ** 2).sum(axis=-1)
    scores = -squares / (2 * width**2)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True)) * real
    shares = shares / shares.sum(axis=1, keepdims=True)
    return shares @ values, shares
