# ---
# item: forecast_next
# kind: wrong
# points: 0
# message: nearly the same for all windows
# ---
# %% exercise="forecast_next"
def forecast_next(windows):
    return np.full(len(windows), known.mean())
