# ---
# item: output_gradients
# kind: wrong
# points: 0
# message: "has the shape of weights2"
# ---
# %% exercise="output_gradients"
def output_gradients(x, hidden, d_score):
    return hidden * d_score[:, None], d_score.sum(), x * d_score[:, None]
