# ---
# item: logistic_gradient
# kind: wrong
# points: 0
# message: "a higher score lowers the loss, so its slope is negative"
# ---
# %% exercise="logistic_gradient"
def logistic_gradient(score, label):
    return label / (1 + np.exp(label * score)) / len(score)
