# ---
# item: weakest_class
# kind: alternative
# points: 1
# ---
# %% exercise="weakest_class"
def weakest_class(probabilities, y_true):
    right = probabilities.argmax(axis=1) == y_true
    number = np.bincount(y_true, minlength=probabilities.shape[1])
    hits = np.bincount(y_true, weights=right, minlength=probabilities.shape[1])
    shares = np.where(number > 0, hits / np.maximum(number, 1), np.inf)
    return np.argmin(shares), np.min(shares)
