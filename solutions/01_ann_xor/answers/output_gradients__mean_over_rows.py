# ---
# item: output_gradients
# kind: wrong
# points: 0
# message: "here rows are added up"
# ---
# %% exercise="output_gradients"
def output_gradients(x, hidden, d_score):
    n = len(d_score)
    return hidden.T @ d_score / n, d_score.mean(), x.T @ d_score / n
