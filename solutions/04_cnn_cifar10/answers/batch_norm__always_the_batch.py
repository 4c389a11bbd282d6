# ---
# item: batch_norm
# kind: wrong
# points: 0
# message: "in inference the moving mean and variance take the place"
# ---
# %% exercise="batch_norm"
def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.9, epsilon=1e-3):
    if True:
        mean, variance = np.mean(x, axis=(0, 1, 2)), np.var(x, axis=(0, 1, 2))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    else:
        mean, variance = moving_mean, moving_variance
    return (x - mean) / np.sqrt(variance + epsilon) * gamma + beta, moving_mean, moving_variance
