# ---
# item: windows_ahead
# kind: wrong
# points: 0
# message: of the first feature only
# ---
# %% exercise="windows_ahead"
def windows_ahead(values, timesteps, horizon, stride):
    starts = range(0, len(values) - timesteps - horizon + 1, stride)
    x = np.stack([values[s : s + timesteps] for s in starts])
    y = np.stack([values[s + timesteps : s + timesteps + horizon] for s in starts])
    return x, y
