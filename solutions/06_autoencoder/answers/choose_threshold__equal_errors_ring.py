# ---
# item: choose_threshold
# kind: wrong
# points: 0
# message: an error that equals the threshold
# ---
# %% exercise="choose_threshold"
def choose_threshold(normal, strange, cost_false, cost_missed):
    candidates = np.concatenate([[-np.inf], normal, strange])
    costs = [
        cost_false * np.sum(normal > t) + cost_missed * np.sum(strange < t) for t in candidates
    ]
    return candidates[np.argmin(costs)], np.min(costs)
