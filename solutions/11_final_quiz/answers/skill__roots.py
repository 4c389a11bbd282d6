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
    return 1 - np.sqrt(np.mean((forecast - truth) ** 2) / np.mean((naive - truth) ** 2))
