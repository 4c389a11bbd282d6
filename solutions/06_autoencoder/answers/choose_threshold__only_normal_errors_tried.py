# ---
# item: choose_threshold
# kind: wrong
# points: 0
# message: let one stranger pass
# ---
# %% exercise="choose_threshold"
def choose_threshold(normal, strange, cost_false, cost_missed):
    candidates = np.concatenate([[-np.inf], normal[:-1]])
    costs = np.array([cost_false * np.sum(normal > t) + cost_missed * np.sum(strange <= t) for t in candidates])
    return candidates[costs.argmin()], costs.min()
