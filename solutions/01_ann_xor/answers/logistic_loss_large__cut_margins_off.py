# ---
# item: logistic_loss_large
# kind: wrong
# points: 0
# message: "cutting numbers off changes the loss"
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    margin = np.clip(label * score, -500, 500)
    return np.mean(np.log(1 + np.exp(-margin)))
