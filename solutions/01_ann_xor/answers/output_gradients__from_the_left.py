# ---
# item: output_gradients
# kind: alternative
# points: 0.5
# ---
# %% exercise="output_gradients"
def output_gradients(x, hidden, d_score):
    return d_score @ hidden, np.sum(d_score), np.sum(d_score[:, None] * x, axis=0)
