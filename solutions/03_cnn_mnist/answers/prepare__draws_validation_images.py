# ---
# item: prepare
# kind: alternative
# points: 1.5
# ---
# %% exercise="prepare"
def prepare(images, labels, classes, n_validation, seed):
    held = np.random.default_rng(seed).choice(len(images), size=n_validation, replace=False)
    kept = np.random.default_rng(seed).permutation(np.setdiff1d(np.arange(len(images)), held))
    x = images.astype("float32") / 255
    mu, sigma = x[kept].mean(dtype="float64"), x[kept].std(dtype="float64")
    x = ((x - mu) / sigma).astype("float32").reshape(*images.shape, 1)
    y = np.zeros((len(labels), classes), dtype="float32")
    y[np.arange(len(labels)), labels] = 1
    return x[kept], y[kept], x[held], y[held]
