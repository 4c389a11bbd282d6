# ---
# item: top_k_accuracy
# kind: alternative
# points: 1
# ---
# %% exercise="top_k_accuracy"
def top_k_accuracy(probabilities, labels, k):
    of_right = probabilities[np.arange(len(labels)), labels]
    return np.mean((probabilities > of_right[:, None]).sum(axis=1) < k)
