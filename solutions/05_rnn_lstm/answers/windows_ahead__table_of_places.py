# ---
# item: windows_ahead
# kind: alternative
# points: 2
# ---
# %% exercise="windows_ahead"
def windows_ahead(values, timesteps, horizon, stride):
    starts = np.arange(0, len(values) - timesteps - horizon + 1, stride)[:, None]
    return values[starts + np.arange(timesteps)], values[:, 0][starts + timesteps + np.arange(horizon)]
