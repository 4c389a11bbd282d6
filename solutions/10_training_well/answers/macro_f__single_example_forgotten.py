# ---
# item: macro_f
# kind: wrong
# points: 0
# message: a class with a single example counts
# ---
# %% exercise="macro_f"
def macro_f(counts, beta):
    scores = []
    for k in range(len(counts)):
        if counts[k].sum() <= 1:
            continue
        recall = counts[k, k] / counts[k].sum()
        precision = counts[k, k] / max(counts[:, k].sum(), 1)
        below = beta**2 * precision + recall
        scores.append((1 + beta**2) * precision * recall / below if below else 0.0)
    return np.mean(scores)
