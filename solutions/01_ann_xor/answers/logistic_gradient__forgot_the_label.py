# ---
# item: logistic_gradient
# kind: wrong
# points: 0
# message: "label -1 the other way"
# ---
# %% exercise="logistic_gradient"
def logistic_gradient(score, label):
    return -1 / (1 + np.exp(label * score)) / len(score)
