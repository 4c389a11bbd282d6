# ---
# item: weakest_class
# kind: alternative
# points: 1
# ---
# %% exercise="weakest_class"
def weakest_class(probabilities, y_true):
    n = probabilities.shape[1]
    table = np.zeros((n, n), dtype=int)
    for right, row in zip(y_true, probabilities):
        table[right, np.argmax(row)] += 1
    best = (0, 2.0)
    for k in range(n):
        if table[k].sum() > 0 and table[k, k] / table[k].sum() < best[1]:
            best = (k, table[k, k] / table[k].sum())
    return best
