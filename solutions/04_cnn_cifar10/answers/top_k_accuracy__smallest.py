# ---
# item: top_k_accuracy
# kind: wrong
# points: 0
# message: "argsort puts the largest last"
# ---
# %% exercise="top_k_accuracy"
def top_k_accuracy(probabilities, labels, k):
    best = np.argsort(probabilities, axis=1)[:, :k]
    return np.mean([label in row for label, row in zip(labels, best)])
