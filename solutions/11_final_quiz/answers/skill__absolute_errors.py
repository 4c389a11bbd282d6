# ---
# item: skill
# kind: wrong
# points: 0
# message: "compare squared errors"
# ---
# %% exercise="skill"
def skill(series, forecast, horizon):
    n, k = len(series), len(forecast)
    truth = series[n - k :]
    naive = series[n - k - horizon : n - horizon]
    return 1 - np.mean(np.abs(forecast - truth)) / np.mean(np.abs(naive - truth))
