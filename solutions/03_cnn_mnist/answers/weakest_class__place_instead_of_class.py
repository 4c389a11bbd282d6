# ---
# item: weakest_class
# kind: wrong
# points: 0
# message: classes are numbered as in y_true
# ---
# %% exercise="weakest_class"
def weakest_class(probabilities, y_true):
    answers = np.argmax(probabilities, axis=1)
    shares = [np.mean(answers[y_true == k] == k) for k in np.unique(y_true)]
    return int(np.argmin(shares)), float(np.min(shares))
