# ---
# item: batch_norm
# kind: wrong
# points: 0
# message: "in inference the moving values stay"
# ---
# %% exercise="batch_norm"
def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.9, epsilon=1e-3):
    mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    if not training:
        mean, variance = moving_mean, moving_variance
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta, new_mean, new_variance
