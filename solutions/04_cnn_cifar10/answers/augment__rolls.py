# ---
# item: augment
# kind: wrong
# points: 0
# message: "comes back on the other"
# ---
# %% exercise="augment"
def augment(images, most, seed):
    generator = np.random.default_rng(seed)
    changed = np.empty_like(images)
    for i, image in enumerate(images):
        if generator.random() < 0.5:
            image = image[:, ::-1]
        down, right = generator.integers(-most, most + 1, size=2)
        changed[i] = np.roll(image, (down, right), axis=(0, 1))
    return changed
