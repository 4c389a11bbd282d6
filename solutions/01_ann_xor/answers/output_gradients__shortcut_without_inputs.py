# ---
# item: output_gradients
# kind: wrong
# points: 0
# message: "it multiplies the inputs x"
# ---
# %% exercise="output_gradients"
def output_gradients(x, hidden, d_score):
    return hidden.T @ d_score, d_score.sum(), np.full(x.shape[1], d_score.sum())
