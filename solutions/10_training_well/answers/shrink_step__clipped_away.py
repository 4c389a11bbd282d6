# ---
# item: shrink_step
# kind: alternative
# points: 1.5
# ---
# %% exercise="shrink_step"
def shrink_step(weights, slopes, rate, l1, l2):
    v = np.asarray(weights) - rate * np.asarray(slopes)
    return ((v - np.clip(v, -rate * l1, rate * l1)) / (1 + 2 * rate * l2)).tolist()
