# ---
# item: windows_ahead
# kind: alternative
# points: 2
# ---
# %% exercise="windows_ahead"
def windows_ahead(values, timesteps, horizon, stride):
    view = np.lib.stride_tricks.sliding_window_view(values, timesteps + horizon, axis=0)[::stride]
    view = view.transpose(0, 2, 1)
    return view[:, :timesteps], view[:, timesteps:, 0]
