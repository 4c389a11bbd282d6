# ---
# item: shrink_step
# kind: wrong
# points: 0
# message: go downhill first
# ---
# %% exercise="shrink_step"
def shrink_step(weights, slopes, rate, l1, l2):
    w = np.sign(weights) * np.maximum(np.abs(weights) - rate * l1, 0) / (1 + 2 * rate * l2)
    return w - rate * slopes
