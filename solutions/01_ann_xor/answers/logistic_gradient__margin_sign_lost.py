# ---
# item: logistic_gradient
# kind: wrong
# points: 0
# message: "how much a row pulls depends on its margin"
# ---
# %% exercise="logistic_gradient"
def logistic_gradient(score, label):
    return -label / (1 + np.exp(-label * score)) / len(score)
