# ---
# item: logistic_loss
# kind: wrong
# points: 0
# message: "use the natural logarithm"
# also: {logistic_loss_large: 0}
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    return np.mean(np.logaddexp2(0, -label * score / np.log(2)))
