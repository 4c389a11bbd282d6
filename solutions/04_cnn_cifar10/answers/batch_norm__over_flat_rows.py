# ---
# item: batch_norm
# kind: alternative
# points: 2
# ---
# %% exercise="batch_norm"
def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.9, epsilon=1e-3):
    if not training:
        scale = gamma / np.sqrt(moving_variance + epsilon)
        return x * scale + (beta - moving_mean * scale), moving_mean, moving_variance
    rows = x.reshape(-1, x.shape[-1])
    mean = rows.mean(0)
    variance = (rows**2).mean(0) - mean**2
    y = ((rows - mean) * gamma / (variance + epsilon) ** 0.5 + beta).reshape(x.shape)
    new_mean = moving_mean + (1 - momentum) * (mean - moving_mean)
    return y, new_mean, moving_variance + (1 - momentum) * (variance - moving_variance)
