# ---
# item: logistic_gradient
# kind: wrong
# points: 0
# message: "a quotient inf / inf"
# ---
# %% exercise="logistic_gradient"
def logistic_gradient(score, label):
    e = np.exp(-label * score)
    return -label * e / (1 + e) / len(score)
