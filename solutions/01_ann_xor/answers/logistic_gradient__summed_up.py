# ---
# item: logistic_gradient
# kind: wrong
# points: 0
# message: "one slope per score"
# ---
# %% exercise="logistic_gradient"
def logistic_gradient(score, label):
    return np.mean(-label / (1 + np.exp(label * score)))
