# ---
# item: fold_into_one
# kind: wrong
# points: 0
# message: "gamma / sqrt(variance + epsilon)"
# ---
# %% exercise="fold_into_one"
def fold_into_one(weights, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / (np.sqrt(variance) + epsilon)
    return weights * scale, (bias - mean) * scale + beta
