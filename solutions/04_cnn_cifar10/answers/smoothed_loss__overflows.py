# ---
# item: smoothed_loss
# kind: wrong
# points: 0
# message: "large logits overflow"
# ---
# %% exercise="smoothed_loss"
def smoothed_loss(logits, labels, smoothing):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    targets = (1 - smoothing) * np.eye(logits.shape[1])[labels] + smoothing / logits.shape[1]
    return -(targets * np.log(p)).sum(axis=1).mean()
