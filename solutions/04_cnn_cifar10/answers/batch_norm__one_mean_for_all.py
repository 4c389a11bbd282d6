# ---
# item: batch_norm
# kind: wrong
# points: 0
# message: "each channel of the result has mean 0"
# ---
# %% exercise="batch_norm"
def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.9, epsilon=1e-3):
    if training:
        mean, variance = x.mean() * np.ones(x.shape[-1]), x.var() * np.ones(x.shape[-1])
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    else:
        mean, variance = moving_mean, moving_variance
    return (x - mean) / np.sqrt(variance + epsilon) * gamma + beta, moving_mean, moving_variance
