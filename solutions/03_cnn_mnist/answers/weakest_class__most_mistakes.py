# ---
# item: weakest_class
# kind: wrong
# points: 0
# message: compare shares of each class
# ---
# %% exercise="weakest_class"
def weakest_class(probabilities, y_true):
    wrong = np.argmax(probabilities, axis=1) != y_true
    mistakes = np.bincount(y_true[wrong], minlength=probabilities.shape[1])
    worst = int(np.argmax(mistakes))
    return worst, 1 - mistakes[worst] / np.sum(y_true == worst)
