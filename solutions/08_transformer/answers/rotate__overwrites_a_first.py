# ---
# item: rotate
# kind: wrong
# points: 0
# message: "turning keeps lengths"
# ---
# %% exercise="rotate"
def rotate(x, places, base):
    half = x.shape[1] // 2
    angles = np.asarray(places)[:, None] * base ** (-2 * np.arange(half) / x.shape[1])
    out = x.copy()
    out[:, :half] = out[:, :half] * np.cos(angles) - out[:, half:] * np.sin(angles)
    out[:, half:] = out[:, :half] * np.sin(angles) + out[:, half:] * np.cos(angles)
    return out
