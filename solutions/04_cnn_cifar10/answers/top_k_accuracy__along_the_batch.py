# ---
# item: top_k_accuracy
# kind: wrong
# points: 0
# message: "counted along each row"
# ---
# %% exercise="top_k_accuracy"
def top_k_accuracy(probabilities, labels, k):
    best = np.argsort(probabilities, axis=0)[-k:].T
    return np.mean([label in row for label, row in zip(labels, best)])
