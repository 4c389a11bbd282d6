# ---
# item: look_up
# kind: wrong
# points: 0
# message: "the distance isn't squared"
# also: {look_up_far: 0}
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    squares = ((queries[:, None, :] - keys[None, :, :]) ** 2).sum(axis=-1)
    scores = np.where(real, -np.sqrt(squares) / (2 * width**2), -np.inf)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares @ values, shares
