# ---
# item: output_gradients
# kind: alternative
# points: 0.5
# ---
# %% exercise="output_gradients"
def output_gradients(x, hidden, d_score):
    by_weights2, by_bias2, by_shortcut = np.zeros(hidden.shape[1]), 0.0, np.zeros(x.shape[1])
    for row, answers, d in zip(x, hidden, d_score):
        by_weights2 += d * answers
        by_bias2 += d
        by_shortcut += d * row
    return by_weights2, by_bias2, by_shortcut
