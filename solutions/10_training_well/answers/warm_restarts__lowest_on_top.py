# ---
# item: warm_restarts
# kind: wrong
# points: 0
# message: added on top of the peak
# ---
# %% exercise="warm_restarts"
def warm_restarts(steps, peak, lowest, first, factor):
    rates = []
    for step in steps:
        length = first
        while step >= length:
            step, length = step - length, length * factor
        rates.append(lowest + peak / 2 * (1 + np.cos(np.pi * step / length)))
    return np.array(rates)
