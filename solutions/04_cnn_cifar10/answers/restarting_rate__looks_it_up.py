# ---
# item: restarting_rate
# kind: alternative
# points: 1
# ---
# %% exercise="restarting_rate"
def restarting_rate(step, peak, floor, first, longer):
    begin, length = 0, first
    while begin + length <= step:
        begin, length = begin + length, length * longer
    share = (step - begin) / length
    return float(floor + (peak - floor) * np.cos(np.pi * share / 2) ** 2)
