# ---
# item: restarting_rate
# kind: wrong
# points: 0
# message: "longer times as many steps"
# ---
# %% exercise="restarting_rate"
def restarting_rate(step, peak, floor, first, longer):
    length = first
    while step >= length:
        step -= length
        length *= 1
    return floor + 0.5 * (peak - floor) * (1 + np.cos(np.pi * step / length))
