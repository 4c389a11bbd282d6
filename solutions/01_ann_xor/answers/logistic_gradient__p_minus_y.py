# ---
# item: logistic_gradient
# kind: wrong
# points: 0
# message: "p - y is for labels 0 and 1"
# ---
# %% exercise="logistic_gradient"
def logistic_gradient(score, label):
    p = 1 / (1 + np.exp(-score))
    return (p - label) / len(score)
