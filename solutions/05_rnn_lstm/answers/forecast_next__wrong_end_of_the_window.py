# ---
# item: forecast_next
# kind: wrong
# points: 0
# message: worse than saying the same as yesterday
# ---
# %% exercise="forecast_next"
def forecast_next(windows):
    return windows[:, 0]
