# ---
# item: rotate
# kind: wrong
# points: 0
# message: "the second arrow turns too fast"
# ---
# %% exercise="rotate"
def rotate(x, places, base):
    half = x.shape[1] // 2
    angles = np.asarray(places)[:, None] * base ** (-np.arange(half) / x.shape[1])
    a, b = x[:, :half], x[:, half:]
    return np.concatenate([a * np.cos(angles) - b * np.sin(angles), a * np.sin(angles) + b * np.cos(angles)], axis=1)
