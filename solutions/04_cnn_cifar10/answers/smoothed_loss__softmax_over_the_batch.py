# ---
# item: smoothed_loss
# kind: wrong
# points: 0
# message: "four equal logits"
# ---
# %% exercise="smoothed_loss"
def smoothed_loss(logits, labels, smoothing):
    n, classes = logits.shape
    shifted = logits - logits.max(axis=0)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=0))
    targets = (1 - smoothing) * np.eye(classes)[labels] + smoothing / classes
    return -(targets * log_p).sum(axis=1).mean()
