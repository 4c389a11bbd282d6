# ---
# item: warm_restarts
# kind: wrong
# points: 0
# message: steps may come in any order
# ---
# %% exercise="warm_restarts"
def warm_restarts(steps, peak, lowest, first, factor):
    rates = []
    for step in steps:
        length = first
        while step >= length:
            step, length = step - length, length * factor
        rates.append(peak - (peak - lowest) * step / length)
    return np.array(rates)
