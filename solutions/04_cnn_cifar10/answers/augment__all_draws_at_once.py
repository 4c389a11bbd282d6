# ---
# item: augment
# kind: alternative
# points: 2
# ---
# %% exercise="augment"
def augment(images, most, seed):
    generator = np.random.default_rng(seed)
    n, height, width, channels = images.shape
    mirrored = generator.random(n) < 0.5
    moves = generator.integers(-most, most + 1, size=(n, 2))
    rows = np.abs(np.arange(-most, height + most))
    rows = np.where(rows >= height, 2 * (height - 1) - rows, rows)
    columns = np.abs(np.arange(-most, width + most))
    columns = np.where(columns >= width, 2 * (width - 1) - columns, columns)
    result = np.zeros_like(images)
    for i in range(n):
        image = np.fliplr(images[i]) if mirrored[i] else images[i]
        down, right = moves[i]
        result[i] = image[rows[most - down :][:height]][:, columns[most - right :][:width]]
    return result
