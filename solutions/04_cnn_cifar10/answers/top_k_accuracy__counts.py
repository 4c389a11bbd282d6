# ---
# item: top_k_accuracy
# kind: wrong
# points: 0
# message: "with k=1 it is the ordinary accuracy"
# ---
# %% exercise="top_k_accuracy"
def top_k_accuracy(probabilities, labels, k):
    best = np.argsort(probabilities, axis=1)[:, -k:]
    return np.sum((best == labels[:, None]).any(axis=1))
