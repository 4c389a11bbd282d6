# ---
# item: hidden_gradients
# kind: wrong
# points: 0
# message: "has the shape of weights1"
# ---
# %% exercise="hidden_gradients"
def hidden_gradients(x, slope, weights2, d_score):
    d_z = np.outer(d_score, weights2) * slope
    return d_z.T @ x, d_z.sum(axis=0)
