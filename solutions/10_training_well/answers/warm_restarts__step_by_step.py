# ---
# item: warm_restarts
# kind: alternative
# points: 1.5
# ---
# %% exercise="warm_restarts"
def warm_restarts(steps, peak, lowest, first, factor):
    rates = []
    for step in steps:
        length = first
        while step >= length:
            step = step - length
            length = length * factor
        rates.append(lowest + (peak - lowest) * np.cos(np.pi * step / length / 2) ** 2)
    return rates
