# ---
# item: augment
# kind: wrong
# points: 0
# message: "of 30 images some must be mirrored and some not"
# ---
# %% exercise="augment"
def augment(images, most, seed):
    generator = np.random.default_rng(seed)
    if generator.random() < 0.5:
        images = images[:, :, ::-1]
    changed = np.empty_like(images)
    _, height, width, _ = images.shape
    for i, image in enumerate(images):
        down, right = generator.integers(-most, most + 1, size=2)
        padded = np.pad(image, ((most, most), (most, most), (0, 0)), mode="reflect")
        changed[i] = padded[most - down : most - down + height, most - right : most - right + width]
    return changed
