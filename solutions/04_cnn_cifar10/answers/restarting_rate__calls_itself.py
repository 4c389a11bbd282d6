# ---
# item: restarting_rate
# kind: alternative
# points: 1
# ---
# %% exercise="restarting_rate"
def restarting_rate(step, peak, floor, first, longer):
    if step >= first:
        return restarting_rate(step - first, peak, floor, first * longer, longer)
    return np.float64(floor + 0.5 * (peak - floor) * (1 + np.cos(np.pi * step / first)))
