# ---
# item: warm_restarts
# kind: wrong
# points: 0
# message: not as the first
# ---
# %% exercise="warm_restarts"
def warm_restarts(steps, peak, lowest, first, factor):
    rates = []
    for step in steps:
        number, length = 1, first
        while step >= length:
            step -= length
            number += 1
            length = first * (1 + (number - 1) * (factor - 1))
        rates.append(lowest + (peak - lowest) / 2 * (1 + np.cos(np.pi * step / length)))
    return np.array(rates)
