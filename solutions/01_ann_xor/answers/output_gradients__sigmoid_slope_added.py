# ---
# item: output_gradients
# kind: wrong
# points: 0
# message: "each row's hidden answers times that row's d_score"
# ---
# %% exercise="output_gradients"
def output_gradients(x, hidden, d_score):
    bent = hidden * (1 - hidden)
    return bent.T @ d_score, d_score.sum(), x.T @ d_score
