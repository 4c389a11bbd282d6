# ---
# item: warm_restarts
# kind: wrong
# points: 0
# message: "divided by the cycle's length, not by one less"
# ---
# %% exercise="warm_restarts"
def warm_restarts(steps, peak, lowest, first, factor):
    rates = []
    for step in steps:
        length = first
        while step >= length:
            step, length = step - length, length * factor
        rates.append(lowest + (peak - lowest) / 2 * (1 + np.cos(np.pi * step / max(length - 1, 1))))
    return np.array(rates)
