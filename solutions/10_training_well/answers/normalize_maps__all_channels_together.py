# ---
# item: normalize_maps
# kind: wrong
# points: 0
# message: each channel by its own figures
# ---
# %% exercise="normalize_maps"
def normalize_maps(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.1):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(), x.var()
        m = x.size
        moving_mean = (1 - momentum) * moving_mean + momentum * mean
        moving_variance = (1 - momentum) * moving_variance + momentum * variance * m / (m - 1)
    return gamma * (x - mean) / np.sqrt(variance + 1e-5) + beta, moving_mean, moving_variance
