# ---
# item: top_k_accuracy
# kind: wrong
# points: 0
# message: "for some k"
# ---
# %% exercise="top_k_accuracy"
def top_k_accuracy(probabilities, labels, k):
    best = np.argsort(probabilities, axis=1)[:, -k]
    return np.mean(best == labels)
