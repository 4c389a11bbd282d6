# ---
# item: weakest_class
# kind: wrong
# points: 0
# message: the share of right answers among the examples
# ---
# %% exercise="weakest_class"
def weakest_class(probabilities, y_true):
    answers = np.argmax(probabilities, axis=1)
    shares = np.full(probabilities.shape[1], 2.0)
    for k in np.unique(answers):
        if k in y_true:
            shares[k] = np.mean(y_true[answers == k] == k)
    return int(np.argmin(shares)), float(np.min(shares))
