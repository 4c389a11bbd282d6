# ---
# item: rotate
# kind: wrong
# points: 0
# message: "not of neighbours"
# ---
# %% exercise="rotate"
def rotate(x, places, base):
    d = x.shape[1]
    angles = np.asarray(places)[:, None] * base ** (-2 * np.arange(d // 2) / d)
    a, b = x[:, 0::2], x[:, 1::2]
    turned = np.empty(x.shape)
    turned[:, 0::2] = a * np.cos(angles) - b * np.sin(angles)
    turned[:, 1::2] = a * np.sin(angles) + b * np.cos(angles)
    return turned
