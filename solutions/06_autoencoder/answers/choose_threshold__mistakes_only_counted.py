# ---
# item: choose_threshold
# kind: wrong
# points: 0
# message: it is cheaper to let one normal example ring
# ---
# %% exercise="choose_threshold"
def choose_threshold(normal, strange, cost_false, cost_missed):
    candidates = np.concatenate([[-np.inf], normal, strange])
    mistakes = np.array([np.sum(normal > t) + np.sum(strange <= t) for t in candidates])
    t = candidates[len(candidates) - 1 - mistakes[::-1].argmin()]
    return t, cost_false * np.sum(normal > t) + cost_missed * np.sum(strange <= t)
