# ---
# item: choose_threshold
# kind: wrong
# points: 0
# message: it is cheaper to let one normal example ring
# ---
# %% exercise="choose_threshold"
def choose_threshold(normal, strange, cost_false, cost_missed):
    t = np.quantile(normal, 0.95)
    return t, cost_false * np.sum(normal > t) + cost_missed * np.sum(strange <= t)
