# ---
# item: logistic_loss
# kind: wrong
# points: 0
# message: "with m = y * s row by row"
# also: {logistic_loss_large: 0}
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    return np.logaddexp(0, -np.mean(label * score))
