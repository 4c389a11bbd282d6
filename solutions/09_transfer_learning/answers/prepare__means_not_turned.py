# ---
# item: prepare
# kind: wrong
# points: 0
# message: their means and deviations are given in the order red, green, blue
# ---
# %% exercise="prepare"
def prepare(images, means, deviations):
    if images.ndim == 3:
        images = np.stack([images] * 3, axis=-1)
    turned = images[..., ::-1] / 255
    return ((turned - np.array(means)) / np.array(deviations)).astype(np.float32)
