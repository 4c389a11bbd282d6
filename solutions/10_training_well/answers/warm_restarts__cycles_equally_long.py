# ---
# item: warm_restarts
# kind: wrong
# points: 0
# message: the second cycle is twice as long
# ---
# %% exercise="warm_restarts"
def warm_restarts(steps, peak, lowest, first, factor):
    place = np.asarray(steps) % first
    return lowest + (peak - lowest) / 2 * (1 + np.cos(np.pi * place / first))
