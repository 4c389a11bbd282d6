# ---
# item: skill
# kind: wrong
# points: 0
# message: "as good as the naive forecast, so the skill is 0"
# ---
# %% exercise="skill"
def skill(series, forecast, horizon):
    n, k = len(series), len(forecast)
    truth = series[n - k :]
    naive = np.mean(series[: n - k])
    return 1 - np.mean((forecast - truth) ** 2) / np.mean((naive - truth) ** 2)
