# ---
# item: prepare
# kind: alternative
# points: 1.5
# ---
# %% exercise="prepare"
def prepare(images, means, deviations):
    x = np.array(images, dtype=np.float64) / 255
    if x.ndim == 3:
        x = np.broadcast_to(x[..., np.newaxis], (*x.shape, 3))
    else:
        x = np.flip(x, axis=-1)
    x = (x - np.asarray(means)[::-1]) / np.asarray(deviations)[::-1]
    return np.float32(x)
