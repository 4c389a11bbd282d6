# ---
# item: choose_threshold
# kind: alternative
# points: 1.5
# ---
# %% exercise="choose_threshold"
def choose_threshold(normal, strange, cost_false, cost_missed):
    best = None
    for t in [float("-inf")] + list(normal) + list(strange):
        cost = 0.0
        for error in normal:
            if error > t:
                cost += cost_false
        for error in strange:
            if not error > t:
                cost += cost_missed
        if best is None or cost < best[1]:
            best = (t, cost)
    return best
