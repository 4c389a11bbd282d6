# ---
# item: choose_threshold
# kind: wrong
# points: 0
# message: the cost that you return isn't the cost of your threshold
# ---
# %% exercise="choose_threshold"
def choose_threshold(normal, strange, cost_false, cost_missed):
    candidates = np.concatenate([[-np.inf], normal, strange])
    costs = np.array([cost_false * np.sum(normal > t) + cost_missed * np.sum(strange <= t) for t in candidates])
    return costs.argmin(), costs.min()
