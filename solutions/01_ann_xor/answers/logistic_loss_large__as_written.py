# ---
# item: logistic_loss_large
# kind: wrong
# points: 0
# message: "the exponential has overflowed"
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    return np.mean(np.log(1 + np.exp(-label * score)))
