# ---
# item: logistic_loss
# kind: wrong
# points: 0
# message: "a score with the sign of the label must cost less"
# also: {logistic_loss_large: 0}
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    return np.mean(np.logaddexp(0, label * score))
