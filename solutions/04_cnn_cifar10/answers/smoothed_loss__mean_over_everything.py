# ---
# item: smoothed_loss
# kind: wrong
# points: 0
# message: "take the mean over examples"
# ---
# %% exercise="smoothed_loss"
def smoothed_loss(logits, labels, smoothing):
    n, classes = logits.shape
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    right = np.eye(classes)[labels]
    targets = (1 - smoothing) * right + smoothing / classes
    return -(targets * log_p).mean()
