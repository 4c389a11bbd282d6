# ---
# item: windows_ahead
# kind: alternative
# points: 2
# ---
# %% exercise="windows_ahead"
def windows_ahead(values, timesteps, horizon, stride):
    x, y = [], []
    start = 0
    while start + timesteps + horizon <= len(values):
        end = start + timesteps
        x.append([list(row) for row in values[start:end]])
        y.append([values[end + k][0] for k in range(horizon)])
        start += stride
    return x, y
