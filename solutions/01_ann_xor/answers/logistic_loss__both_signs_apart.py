# ---
# item: logistic_loss
# kind: alternative
# points: 0.5
# ---
# %% exercise="logistic_loss"
def logistic_loss(score, label):
    margin = np.asarray(label) * np.asarray(score)
    return float(np.mean(np.maximum(-margin, 0) + np.log1p(np.exp(-np.abs(margin)))))
