# ---
# item: shrink_step
# kind: wrong
# points: 0
# message: 'L1 takes η λ₁ from the size of each'
# ---
# %% exercise="shrink_step"
def shrink_step(weights, slopes, rate, l1, l2):
    v = weights - rate * slopes
    return np.where(np.abs(v) <= rate * l1, 0, v) / (1 + 2 * rate * l2)
