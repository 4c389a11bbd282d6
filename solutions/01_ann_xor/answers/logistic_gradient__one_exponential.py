# ---
# item: logistic_gradient
# kind: alternative
# points: 1
# ---
# %% exercise="logistic_gradient"
def logistic_gradient(score, label):
    small = np.exp(-np.abs(label * score))  # never above 1
    share = np.where(label * score > 0, small, 1.0) / (1 + small)
    return -label * share / np.size(score)
