# ---
# item: prepare
# kind: alternative
# points: 1.5
# ---
# %% exercise="prepare"
def prepare(images, labels, classes, n_validation, seed):
    random = np.random.default_rng(seed)
    x = np.expand_dims(images, -1).astype("float64")
    y = keras.utils.to_categorical(labels, classes)
    together = random.permutation(len(x))
    x, y = x[together], y[together]
    cut = len(x) - n_validation
    x_train, x_validation = x[:cut], x[cut:]
    mu, sigma = np.mean(x_train), np.std(x_train)
    x_train, x_validation = (x_train - mu) / sigma, (x_validation - mu) / sigma
    return (
        x_train.astype(np.float32),
        y[:cut].astype(np.float32),
        x_validation.astype(np.float32),
        y[cut:].astype(np.float32),
    )
