# ---
# item: rotate
# kind: wrong
# points: 0
# message: "it turns clockwise"
# ---
# %% exercise="rotate"
def rotate(x, places, base):
    half = x.shape[1] // 2
    angles = np.asarray(places)[:, None] * base ** (-2 * np.arange(half) / x.shape[1])
    a, b = x[:, :half], x[:, half:]
    return np.concatenate([a * np.cos(angles) + b * np.sin(angles), b * np.cos(angles) - a * np.sin(angles)], axis=1)
