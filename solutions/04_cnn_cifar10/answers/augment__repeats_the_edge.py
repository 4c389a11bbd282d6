# ---
# item: augment
# kind: wrong
# points: 0
# message: "the margin repeats the edge"
# ---
# %% exercise="augment"
def augment(images, most, seed):
    generator = np.random.default_rng(seed)
    n, height, width, _ = images.shape
    out = []
    for image in images:
        if generator.integers(0, 2):
            image = image[:, ::-1]
        down = int(generator.integers(-most, most, endpoint=True))
        right = int(generator.integers(-most, most, endpoint=True))
        padded = np.pad(image, ((most, most), (most, most), (0, 0)), mode="edge")
        out.append(padded[most + down : most + down + height, most + right : most + right + width])
    return np.array(out)
