# ---
# item: forecast_next
# kind: wrong
# points: 0
# message: this is the naive forecast itself
# ---
# %% exercise="forecast_next"
def forecast_next(windows):
    return windows[:, -1]
