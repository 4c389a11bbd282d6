# ---
# item: logistic_loss
# kind: wrong
# points: 0
# message: "the loss is one number for all rows together"
# also: {logistic_loss_large: 0}
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    return np.logaddexp(0, -label * score)
