# ---
# item: logistic_loss_large
# kind: wrong
# points: 0
# message: "small ones have become wrong"
# also: {logistic_loss: 0}
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    return np.mean(np.maximum(0, -label * score))
