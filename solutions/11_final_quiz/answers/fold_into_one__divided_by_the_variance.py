# ---
# item: fold_into_one
# kind: wrong
# points: 0
# message: "not by the variance"
# ---
# %% exercise="fold_into_one"
def fold_into_one(weights, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / (variance + epsilon)
    return weights * scale, (bias - mean) * scale + beta
