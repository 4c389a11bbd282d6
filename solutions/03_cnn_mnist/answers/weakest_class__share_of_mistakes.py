# ---
# item: weakest_class
# kind: wrong
# points: 0
# message: the share of right answers among the examples
# ---
# %% exercise="weakest_class"
def weakest_class(probabilities, y_true):
    answers = np.argmax(probabilities, axis=1)
    present = np.unique(y_true)
    shares = [np.mean(answers[y_true == k] != k) for k in present]
    return int(present[np.argmax(shares)]), float(np.max(shares))
