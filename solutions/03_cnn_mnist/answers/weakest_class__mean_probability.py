# ---
# item: weakest_class
# kind: wrong
# points: 0
# message: the share is wrong
# ---
# %% exercise="weakest_class"
def weakest_class(probabilities, y_true):
    present = np.unique(y_true)
    shares = [np.mean(probabilities[y_true == k, k]) for k in present]
    return int(present[np.argmin(shares)]), float(np.min(shares))
