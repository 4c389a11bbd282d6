# ---
# item: rotate
# kind: wrong
# points: 0
# message: "rotate has changed the array"
# ---
# %% exercise="rotate"
def rotate(x, places, base):
    half = x.shape[1] // 2
    angles = np.asarray(places)[:, None] * base ** (-2 * np.arange(half) / x.shape[1])
    a, b = x[:, :half].copy(), x[:, half:].copy()
    x[:, :half] = a * np.cos(angles) - b * np.sin(angles)
    x[:, half:] = a * np.sin(angles) + b * np.cos(angles)
    return x
