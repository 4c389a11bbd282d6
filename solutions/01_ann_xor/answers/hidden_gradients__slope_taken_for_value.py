# ---
# item: hidden_gradients
# kind: wrong
# points: 0
# message: "bias1: for each row d_score times weights2 times slope"
# ---
# %% exercise="hidden_gradients"
def hidden_gradients(x, slope, weights2, d_score):
    d_z = np.outer(d_score, weights2) * slope * (1 - slope)
    return x.T @ d_z, d_z.sum(axis=0)
