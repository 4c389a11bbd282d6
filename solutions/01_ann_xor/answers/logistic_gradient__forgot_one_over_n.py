# ---
# item: logistic_gradient
# kind: wrong
# points: 0
# message: "where is the 1/n"
# ---
# %% exercise="logistic_gradient"
def logistic_gradient(score, label):
    return -label / (1 + np.exp(label * score))
