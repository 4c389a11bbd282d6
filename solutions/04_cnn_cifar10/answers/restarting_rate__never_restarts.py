# ---
# item: restarting_rate
# kind: wrong
# points: 0
# message: "the second cycle begins: at the peak again"
# ---
# %% exercise="restarting_rate"
def restarting_rate(step, peak, floor, first, longer):
    t = min(step / first, 1)
    return floor + 0.5 * (peak - floor) * (1 + np.cos(np.pi * t))
