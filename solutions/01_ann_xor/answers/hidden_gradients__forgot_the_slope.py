# ---
# item: hidden_gradients
# kind: wrong
# points: 0
# message: "the slope of the activation is missing"
# ---
# %% exercise="hidden_gradients"
def hidden_gradients(x, slope, weights2, d_score):
    d_hidden = np.outer(d_score, weights2)
    return x.T @ d_hidden, d_hidden.sum(axis=0)
