# ---
# item: shrink_step
# kind: wrong
# points: 0
# message: "mustn't jump to the other side of 0"
# ---
# %% exercise="shrink_step"
def shrink_step(weights, slopes, rate, l1, l2):
    return weights - rate * (slopes + l1 * np.sign(weights) + 2 * l2 * weights)
