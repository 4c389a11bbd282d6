# ---
# item: logistic_gradient
# kind: alternative
# points: 1
# ---
# %% exercise="logistic_gradient"
def logistic_gradient(score, label):
    return -label / (1 + np.exp(label * score)) / score.shape[0]
