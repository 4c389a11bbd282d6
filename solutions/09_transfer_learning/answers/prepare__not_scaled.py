# ---
# item: prepare
# kind: wrong
# points: 0
# message: bring them to 0 to 1 first
# ---
# %% exercise="prepare"
def prepare(images, means, deviations):
    if images.ndim == 3:
        images = np.stack([images] * 3, axis=-1)
    return ((images - np.array(means)) / np.array(deviations))[..., ::-1].astype(np.float32)
