# ---
# item: warm_restarts
# kind: alternative
# points: 1.5
# ---
# %% exercise="warm_restarts"
def warm_restarts(steps, peak, lowest, first, factor):
    rates, length = [], first
    while len(rates) <= max(steps):
        s = np.arange(length)
        rates.extend(lowest + (peak - lowest) / 2 * (1 + np.cos(np.pi * s / length)))
        length *= factor
    return np.array(rates)[np.asarray(steps)]
