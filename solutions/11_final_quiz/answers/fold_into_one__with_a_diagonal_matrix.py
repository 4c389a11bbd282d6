# ---
# item: fold_into_one
# kind: alternative
# points: 1
# ---
# %% exercise="fold_into_one"
def fold_into_one(weights, bias, gamma, beta, mean, variance, epsilon):
    scale = np.diag(gamma / np.sqrt(variance + epsilon))
    return weights @ scale, bias @ scale + beta - mean @ scale
