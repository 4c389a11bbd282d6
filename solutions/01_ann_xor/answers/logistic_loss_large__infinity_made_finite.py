# ---
# item: logistic_loss_large
# kind: wrong
# points: 0
# message: "wrong for scores in the thousands"
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    with np.errstate(over="ignore"):
        losses = np.log(1 + np.exp(-label * score))
    return np.mean(np.nan_to_num(losses, posinf=1000.0))
