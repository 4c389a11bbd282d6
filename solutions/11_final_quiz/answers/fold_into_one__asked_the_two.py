# ---
# item: fold_into_one
# kind: alternative
# points: 1
# ---
# %% exercise="fold_into_one"
def fold_into_one(weights, bias, gamma, beta, mean, variance, epsilon):
    def both(x):
        z = x @ weights + bias
        return gamma * (z - mean) / (variance + epsilon) ** 0.5 + beta


    n = len(weights)
    at_zero = both(np.zeros((1, n)))[0]
    return both(np.eye(n)) - at_zero, at_zero
