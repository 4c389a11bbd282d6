# ---
# item: normalize_maps
# kind: alternative
# points: 2
# ---
# %% exercise="normalize_maps"
def normalize_maps(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.1):
    rows = x.reshape(-1, x.shape[-1])
    m = len(rows)
    if not training:
        out = (rows - moving_mean) / (moving_variance + 1e-5) ** 0.5
        return (gamma * out + beta).reshape(x.shape), moving_mean, moving_variance
    mean = rows.sum(0) / m
    variance = ((rows - mean) ** 2).sum(0) / m
    out = (rows - mean) / (variance + 1e-5) ** 0.5
    new_mean = moving_mean + momentum * (mean - moving_mean)
    new_variance = moving_variance + momentum * (variance * m / (m - 1) - moving_variance)
    return (gamma * out + beta).reshape(x.shape), new_mean, new_variance
