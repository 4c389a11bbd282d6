# ---
# item: hidden_gradients
# kind: alternative
# points: 1
# ---
# %% exercise="hidden_gradients"
def hidden_gradients(x, slope, weights2, d_score):
    by_weights1 = np.zeros((x.shape[1], len(weights2)))
    by_bias1 = np.zeros(len(weights2))
    for i in range(len(x)):
        blame = d_score[i] * weights2 * slope[i]
        by_bias1 = by_bias1 + blame
        by_weights1 = by_weights1 + np.outer(x[i], blame)
    return by_weights1, by_bias1
