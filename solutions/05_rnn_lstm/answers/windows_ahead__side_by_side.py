# ---
# item: windows_ahead
# kind: wrong
# points: 0
# message: two windows fit with all of their targets
# ---
# %% exercise="windows_ahead"
def windows_ahead(values, timesteps, horizon, stride):
    starts = range(0, len(values) - timesteps - horizon + 1, timesteps)
    x = np.stack([values[s : s + timesteps] for s in starts])
    y = np.stack([values[s + timesteps : s + timesteps + horizon, 0] for s in starts])
    return x, y
