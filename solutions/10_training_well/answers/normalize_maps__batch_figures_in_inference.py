# ---
# item: normalize_maps
# kind: wrong
# points: 0
# message: in inference the moving figures are used
# ---
# %% exercise="normalize_maps"
def normalize_maps(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.1):
    mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    if training:
        m = x.size // x.shape[-1]
        moving_mean = (1 - momentum) * moving_mean + momentum * mean
        moving_variance = (1 - momentum) * moving_variance + momentum * variance * m / (m - 1)
    return gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta, moving_mean, moving_variance
