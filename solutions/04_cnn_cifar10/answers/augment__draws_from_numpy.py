# ---
# item: augment
# kind: wrong
# points: 0
# message: "draw from np.random.default_rng(seed)"
# ---
# %% exercise="augment"
def augment(images, most, seed):
    generator = np.random.default_rng(seed)
    n, height, width, _ = images.shape
    out = []
    for image in images:
        if np.random.random() < 0.5:
            image = image[:, ::-1]
        down = np.random.randint(-most, most + 1)
        right = np.random.randint(-most, most + 1)
        padded = np.pad(image, ((most, most), (most, most), (0, 0)), mode="reflect")
        out.append(padded[most + down : most + down + height, most + right : most + right + width])
    return np.array(out)
