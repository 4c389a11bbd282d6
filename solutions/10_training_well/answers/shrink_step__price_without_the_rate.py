# ---
# item: shrink_step
# kind: wrong
# points: 0
# message: the price is paid with the learning rate
# ---
# %% exercise="shrink_step"
def shrink_step(weights, slopes, rate, l1, l2):
    v = weights - rate * slopes
    return np.sign(v) * np.maximum(np.abs(v) - l1, 0) / (1 + 2 * l2)
