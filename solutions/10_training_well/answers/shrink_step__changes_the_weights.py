# ---
# item: shrink_step
# kind: wrong
# points: 0
# message: is a plain step downhill
# ---
# %% exercise="shrink_step"
def shrink_step(weights, slopes, rate, l1, l2):
    weights -= rate * slopes
    weights[...] = np.sign(weights) * np.maximum(np.abs(weights) - rate * l1, 0) / (1 + 2 * rate * l2)
    return weights
