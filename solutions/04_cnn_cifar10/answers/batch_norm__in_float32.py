# ---
# item: batch_norm
# kind: alternative
# points: 2
# ---
# %% exercise="batch_norm"
def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.9, epsilon=1e-3):
    x = np.asarray(x, dtype="float64")
    if training:
        mean, variance = np.mean(x, axis=(0, 1, 2)), np.var(x, axis=(0, 1, 2))
        kept = [momentum * old + (1 - momentum) * new
                for old, new in ((moving_mean, mean), (moving_variance, variance))]
    else:
        mean, variance = moving_mean, moving_variance
        kept = [moving_mean, moving_variance]
    y = gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
    return y, kept[0].astype("float32"), kept[1].astype("float32")
