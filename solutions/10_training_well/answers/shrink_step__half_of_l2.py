# ---
# item: shrink_step
# kind: wrong
# points: 0
# message: 'it divides by 1 + 2ηλ₂'
# ---
# %% exercise="shrink_step"
def shrink_step(weights, slopes, rate, l1, l2):
    v = weights - rate * slopes
    return np.sign(v) * np.maximum(np.abs(v) - rate * l1, 0) / (1 + rate * l2)
