# ---
# item: restarting_rate
# kind: wrong
# points: 0
# message: "the first cycle is wrong"
# ---
# %% exercise="restarting_rate"
def restarting_rate(step, peak, floor, first, longer):
    length = first
    while step >= length:
        step -= length
        length *= longer
    return peak + (floor - peak) * step / length
