# ---
# item: smoothed_loss
# kind: wrong
# points: 0
# message: "being too sure must cost something"
# ---
# %% exercise="smoothed_loss"
def smoothed_loss(logits, labels, smoothing):
    n, classes = logits.shape
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    right = np.eye(classes)[labels]
    targets = right
    return -(targets * log_p).sum(axis=1).mean()
