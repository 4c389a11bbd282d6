# ---
# item: normalize_maps
# kind: wrong
# points: 0
# message: in inference the moving figures stay as they are
# ---
# %% exercise="normalize_maps"
def normalize_maps(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.1):
    mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    m = x.size // x.shape[-1]
    new_mean = (1 - momentum) * moving_mean + momentum * mean
    new_variance = (1 - momentum) * moving_variance + momentum * variance * m / (m - 1)
    if not training:
        mean, variance = moving_mean, moving_variance
    return gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta, new_mean, new_variance
