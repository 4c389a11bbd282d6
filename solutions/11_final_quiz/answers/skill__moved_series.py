# ---
# item: skill
# kind: alternative
# points: 1
# ---
# %% exercise="skill"
def skill(series, forecast, horizon):
    moved = np.roll(series, horizon)
    k = len(forecast)
    truth = np.asarray(series)[-k:]
    ours, naive = np.square(truth - forecast).sum(), np.square(truth - moved[-k:]).sum()
    return (naive - ours) / naive
