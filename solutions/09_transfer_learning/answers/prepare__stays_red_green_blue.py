# ---
# item: prepare
# kind: wrong
# points: 0
# message: red stands in the place of blue
# ---
# %% exercise="prepare"
def prepare(images, means, deviations):
    if images.ndim == 3:
        images = np.stack([images] * 3, axis=-1)
    return ((images / 255 - np.array(means)) / np.array(deviations)).astype(np.float32)
