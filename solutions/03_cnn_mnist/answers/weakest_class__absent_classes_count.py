# ---
# item: weakest_class
# kind: wrong
# points: 0
# message: so they can't be the weakest
# ---
# %% exercise="weakest_class"
def weakest_class(probabilities, y_true):
    answers = np.argmax(probabilities, axis=1)
    n = probabilities.shape[1]
    shares = [np.sum((answers == k) & (y_true == k)) / max(np.sum(y_true == k), 1) for k in range(n)]
    return int(np.argmin(shares)), float(np.min(shares))
