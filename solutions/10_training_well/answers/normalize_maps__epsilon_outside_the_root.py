# ---
# item: normalize_maps
# kind: wrong
# points: 0
# message: epsilon under the root
# ---
# %% exercise="normalize_maps"
def normalize_maps(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.1):
    mean, variance = moving_mean, moving_variance
    if training:
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        unbiased = x.var(axis=(0, 1, 2), ddof=1)
        moving_mean = (1 - momentum) * moving_mean + momentum * mean
        moving_variance = (1 - momentum) * moving_variance + momentum * unbiased
    return gamma * (x - mean) / (np.sqrt(variance) + 1e-5) + beta, moving_mean, moving_variance
