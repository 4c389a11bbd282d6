# ---
# item: fold_into_one
# kind: wrong
# points: 0
# message: "rows and columns are easily mixed up"
# ---
# %% exercise="fold_into_one"
def fold_into_one(weights, bias, gamma, beta, mean, variance, epsilon):
    scale = gamma / np.sqrt(variance + epsilon)
    square = len(weights) == len(scale)
    new = weights * scale[:, None] if square else weights * scale
    return new, (bias - mean) * scale + beta
