# ---
# item: average_pool
# kind: alternative
# points: 1
# ---
# %% exercise="average_pool"
def average_pool(maps, size, stride):
    height, width, channels = maps.shape
    rim = np.full((height + size, width + size, channels), np.nan)
    rim[:height, :width] = maps
    windows = np.lib.stride_tricks.sliding_window_view(rim, (size, size), axis=(0, 1))
    return np.nanmean(windows[:height:stride, :width:stride], axis=(-2, -1))
