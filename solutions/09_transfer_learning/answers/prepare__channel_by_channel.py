# ---
# item: prepare
# kind: alternative
# points: 1.5
# ---
# %% exercise="prepare"
def prepare(images, means, deviations):
    if images.ndim == 3:
        images = images[..., None].repeat(3, axis=3)
    done = np.zeros(images.shape, dtype="float32")
    for to, source in enumerate([2, 1, 0]):
        done[..., to] = (images[..., source].astype("float32") / 255.0 - means[source]) / deviations[source]
    return done
