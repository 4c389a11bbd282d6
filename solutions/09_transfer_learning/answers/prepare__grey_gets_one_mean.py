# ---
# item: prepare
# kind: wrong
# points: 0
# message: each with its own mean and deviation
# ---
# %% exercise="prepare"
def prepare(images, means, deviations):
    if images.ndim == 3:
        one = (images / 255 - np.mean(means)) / np.mean(deviations)
        return np.stack([one] * 3, axis=-1).astype(np.float32)
    return ((images / 255 - np.array(means)) / np.array(deviations))[..., ::-1].astype(np.float32)
