# ---
# item: logistic_loss
# kind: wrong
# points: 0
# message: "only the product y * s counts"
# also: {logistic_loss_large: 0}
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    return np.mean(np.logaddexp(0, -score))
