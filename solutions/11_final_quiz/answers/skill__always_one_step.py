# ---
# item: skill
# kind: wrong
# points: 0
# message: "with horizon 2 that is the naive forecast"
# ---
# %% exercise="skill"
def skill(series, forecast, horizon):
    n, k = len(series), len(forecast)
    truth = series[n - k :]
    naive = series[n - k - 1 : n - 1]
    return 1 - np.mean((forecast - truth) ** 2) / np.mean((naive - truth) ** 2)
