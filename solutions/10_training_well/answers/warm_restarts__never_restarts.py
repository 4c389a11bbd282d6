# ---
# item: warm_restarts
# kind: wrong
# points: 0
# message: step 2 begins the next
# ---
# %% exercise="warm_restarts"
def warm_restarts(steps, peak, lowest, first, factor):
    return lowest + (peak - lowest) / 2 * (1 + np.cos(np.pi * np.asarray(steps) / first))
