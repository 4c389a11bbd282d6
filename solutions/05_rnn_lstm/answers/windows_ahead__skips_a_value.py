# ---
# item: windows_ahead
# kind: wrong
# points: 0
# message: does the last one that just fits count
# ---
# %% exercise="windows_ahead"
def windows_ahead(values, timesteps, horizon, stride):
    starts = range(0, len(values) - timesteps - horizon, stride)
    x = np.stack([values[s : s + timesteps] for s in starts])
    y = np.stack([values[s + timesteps + 1 : s + timesteps + horizon + 1, 0] for s in starts])
    return x, y
