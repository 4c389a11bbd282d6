# ---
# item: hidden_gradients
# kind: wrong
# points: 0
# message: "here rows are added up"
# ---
# %% exercise="hidden_gradients"
def hidden_gradients(x, slope, weights2, d_score):
    d_z = np.outer(d_score, weights2) * slope
    return x.T @ d_z / len(x), d_z.mean(axis=0)
