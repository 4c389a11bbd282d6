# ---
# item: output_gradients
# kind: wrong
# points: 0
# message: "bias2 is one number"
# ---
# %% exercise="output_gradients"
def output_gradients(x, hidden, d_score):
    return hidden.T @ d_score, d_score, x.T @ d_score
