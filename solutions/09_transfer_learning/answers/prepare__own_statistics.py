# ---
# item: prepare
# kind: wrong
# points: 0
# message: green is off
# ---
# %% exercise="prepare"
def prepare(images, means, deviations):
    if images.ndim == 3:
        images = np.stack([images] * 3, axis=-1)
    x = images / 255
    x = (x - x.mean(axis=(0, 1, 2))) / (x.std(axis=(0, 1, 2)) + 1e-7)
    return x[..., ::-1].astype(np.float32)
