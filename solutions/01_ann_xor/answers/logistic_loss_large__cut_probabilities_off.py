# ---
# item: logistic_loss_large
# kind: wrong
# points: 0
# message: "cutting numbers off changes the loss"
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    p = 0.5 * (1 + np.tanh(0.5 * label * score))
    return -np.mean(np.log(np.clip(p, 1e-12, 1)))
