# ---
# item: hidden_gradients
# kind: wrong
# points: 0
# message: "weights2 is missing"
# ---
# %% exercise="hidden_gradients"
def hidden_gradients(x, slope, weights2, d_score):
    d_z = d_score[:, None] * slope
    return x.T @ d_z, d_z.sum(axis=0)
