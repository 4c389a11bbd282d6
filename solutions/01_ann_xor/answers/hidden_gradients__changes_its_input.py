# ---
# item: hidden_gradients
# kind: wrong
# points: 0
# message: "has changed the slopes that it was given"
# ---
# %% exercise="hidden_gradients"
def hidden_gradients(x, slope, weights2, d_score):
    slope *= np.outer(d_score, weights2)
    return x.T @ slope, slope.sum(axis=0)
