# ---
# item: top_k_accuracy
# kind: alternative
# points: 1
# ---
# %% exercise="top_k_accuracy"
def top_k_accuracy(probabilities, labels, k):
    hits = [label in np.argsort(-row)[:k] for row, label in zip(probabilities, labels)]
    return sum(hits) / len(hits)
