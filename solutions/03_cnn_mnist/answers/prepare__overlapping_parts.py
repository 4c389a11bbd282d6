# ---
# item: prepare
# kind: wrong
# points: 0
# message: some images are in both parts
# ---
# %% exercise="prepare"
def prepare(images, labels, classes, n_validation, seed):
    random = np.random.default_rng(seed)
    for_validation = random.permutation(len(images))[:n_validation]
    for_training = random.permutation(len(images))[n_validation:]
    mean, deviation = images[for_training].mean(), images[for_training].std()
    x = ((images[..., np.newaxis] - mean) / deviation).astype("float32")
    y = np.eye(classes, dtype="float32")[labels]
    return x[for_training], y[for_training], x[for_validation], y[for_validation]
