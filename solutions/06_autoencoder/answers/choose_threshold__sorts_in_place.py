# ---
# item: choose_threshold
# kind: wrong
# points: 0
# message: your function changes the arrays
# ---
# %% exercise="choose_threshold"
def choose_threshold(normal, strange, cost_false, cost_missed):
    normal.sort()
    strange.sort()
    candidates = np.concatenate([[-np.inf], normal, strange])
    costs = np.array([cost_false * np.sum(normal > t) + cost_missed * np.sum(strange <= t) for t in candidates])
    return candidates[costs.argmin()], costs.min()
