# ---
# item: forecast_next
# kind: alternative
# points: 2
# ---
# %% exercise="forecast_next"
cut = np.lib.stride_tricks.sliding_window_view(known, DAYS + 1)
weights = np.linalg.lstsq(np.c_[cut[:, :-1], np.ones(len(cut))], cut[:, -1], rcond=None)[0]


def forecast_next(windows):
    return np.c_[windows, np.ones(len(windows))] @ weights
