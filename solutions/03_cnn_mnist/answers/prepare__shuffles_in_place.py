# ---
# item: prepare
# kind: wrong
# points: 0
# message: your function changes the arrays that it is given
# ---
# %% exercise="prepare"
def prepare(images, labels, classes, n_validation, seed):
    np.random.default_rng(seed).shuffle(images)
    np.random.default_rng(seed).shuffle(labels)
    x = images[..., np.newaxis].astype("float32")
    y = np.eye(classes, dtype="float32")[labels]
    mean, deviation = x[n_validation:].mean(), x[n_validation:].std()
    x = (x - mean) / deviation
    return x[n_validation:], y[n_validation:], x[:n_validation], y[:n_validation]
