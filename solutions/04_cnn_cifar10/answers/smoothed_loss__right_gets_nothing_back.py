# ---
# item: smoothed_loss
# kind: wrong
# points: 0
# message: "targets must sum to 1"
# ---
# %% exercise="smoothed_loss"
def smoothed_loss(logits, labels, smoothing):
    n, classes = logits.shape
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    right = np.eye(classes)[labels]
    targets = right * (1 - smoothing) + (1 - right) * smoothing / classes
    return -(targets * log_p).sum(axis=1).mean()
