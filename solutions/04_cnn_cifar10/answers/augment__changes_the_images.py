# ---
# item: augment
# kind: wrong
# points: 0
# message: "changes the array that it is given"
# ---
# %% exercise="augment"
def augment(images, most, seed):
    generator = np.random.default_rng(seed)
    _, height, width, _ = images.shape
    for i in range(len(images)):
        if generator.random() < 0.5:
            images[i] = images[i][:, ::-1].copy()
        down, right = generator.integers(-most, most + 1, size=2)
        padded = np.pad(images[i], ((most, most), (most, most), (0, 0)), mode="reflect")
        images[i] = padded[most - down : most - down + height, most - right : most - right + width]
    return images
