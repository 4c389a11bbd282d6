# ---
# item: restarting_rate
# kind: wrong
# points: 0
# message: "half-way between peak and floor"
# ---
# %% exercise="restarting_rate"
def restarting_rate(step, peak, floor, first, longer):
    length = first
    while step >= length:
        step -= length
        length *= longer
    return 0.5 * peak * (1 + np.cos(np.pi * step / length))
