# ---
# item: choose_threshold
# kind: alternative
# points: 1.5
# ---
# %% exercise="choose_threshold"
def choose_threshold(normal, strange, cost_false, cost_missed):
    values = np.unique(np.concatenate([normal, strange]))
    middles = (values[1:] + values[:-1]) / 2
    tried = np.concatenate([[values[0] - 1], middles, [values[-1] + 1]])
    above = len(normal) - np.searchsorted(np.sort(normal), tried, side="right")
    below = np.searchsorted(np.sort(strange), tried, side="right")
    costs = above * cost_false + below * cost_missed
    return tried[costs.argmin()], costs.min()
