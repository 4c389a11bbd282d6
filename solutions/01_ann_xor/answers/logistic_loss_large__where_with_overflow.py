# ---
# item: logistic_loss_large
# kind: alternative
# points: 0.5
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    m = label * score
    with np.errstate(over="ignore"):
        losses = np.where(m > 0, np.log1p(np.exp(-m)), -m + np.log1p(np.exp(m)))
    return losses.mean()
