# ---
# item: skill
# kind: alternative
# points: 1
# ---
# %% exercise="skill"
def skill(series, forecast, horizon):
    first = len(series) - len(forecast)
    ours = naive = 0.0
    for i in range(len(forecast)):
        truth = series[first + i]
        ours += (forecast[i] - truth) ** 2
        naive += (series[first + i - horizon] - truth) ** 2
    return 1 - ours / naive
