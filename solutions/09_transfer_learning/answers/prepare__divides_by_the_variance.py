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
    return ((images / 255 - np.array(means)) / np.array(deviations) ** 2)[..., ::-1].astype(np.float32)
