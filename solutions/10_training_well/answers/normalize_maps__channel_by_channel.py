# ---
# item: normalize_maps
# kind: alternative
# points: 2
# ---
# %% exercise="normalize_maps"
def normalize_maps(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.1):
    out = np.empty(x.shape)
    means, variances = np.array(moving_mean, float), np.array(moving_variance, float)
    for c in range(x.shape[3]):
        values = x[:, :, :, c]
        mean, variance = means[c], variances[c]
        if training:
            mean, variance = values.mean(), values.var()
            means[c] = (1 - momentum) * means[c] + momentum * mean
            variances[c] = (1 - momentum) * variances[c] + momentum * values.var(ddof=1)
        out[:, :, :, c] = gamma[c] * (values - mean) / np.sqrt(variance + 1e-5) + beta[c]
    return [out, means, variances]
