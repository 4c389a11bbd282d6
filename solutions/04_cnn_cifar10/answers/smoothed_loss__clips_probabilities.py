# ---
# item: smoothed_loss
# kind: wrong
# points: 0
# message: "being sure and right costs nothing"
# ---
# %% exercise="smoothed_loss"
def smoothed_loss(logits, labels, smoothing):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = np.clip(e / e.sum(axis=1, keepdims=True), 0.01, 0.99)
    targets = (1 - smoothing) * np.eye(logits.shape[1])[labels] + smoothing / logits.shape[1]
    return -(targets * np.log(p)).sum(axis=1).mean()
