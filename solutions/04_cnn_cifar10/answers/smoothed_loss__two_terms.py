# ---
# item: smoothed_loss
# kind: alternative
# points: 1.5
# ---
# %% exercise="smoothed_loss"
def smoothed_loss(logits, labels, smoothing):
    top = logits.max(axis=1)
    log_sum = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    of_right = log_sum - logits[np.arange(len(labels)), labels]
    of_all = log_sum - logits.mean(axis=1)
    return np.mean((1 - smoothing) * of_right + smoothing * of_all)
