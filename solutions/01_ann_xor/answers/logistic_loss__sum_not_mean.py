# ---
# item: logistic_loss
# kind: wrong
# points: 0
# message: "this is the sum over the rows"
# also: {logistic_loss_large: 0}
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    return np.sum(np.logaddexp(0, -label * score))
