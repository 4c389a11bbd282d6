# ---
# item: augment
# kind: wrong
# points: 0
# message: "must be drawn for themselves"
# ---
# %% exercise="augment"
def augment(images, most, seed):
    generator = np.random.default_rng(seed)
    changed = np.empty_like(images)
    _, height, width, _ = images.shape
    for i, image in enumerate(images):
        if generator.random() < 0.5:
            image = image[:, ::-1]
        by = generator.integers(-most, most + 1)
        padded = np.pad(image, ((most, most), (most, most), (0, 0)), mode="reflect")
        changed[i] = padded[most - by : most - by + height, most - by : most - by + width]
    return changed
