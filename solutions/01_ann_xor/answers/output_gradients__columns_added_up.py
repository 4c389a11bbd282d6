# ---
# item: output_gradients
# kind: wrong
# points: 0
# message: "add up the rows, not the columns"
# ---
# %% exercise="output_gradients"
def output_gradients(x, hidden, d_score):
    return (
        (hidden * d_score[:, None]).sum(axis=1),
        d_score.sum(),
        (x * d_score[:, None]).sum(axis=1),
    )
