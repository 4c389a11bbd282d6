# ---
# item: prepare
# kind: wrong
# points: 0
# message: all images that aren't for validation belong to the training part
# ---
# %% exercise="prepare"
def prepare(images, labels, classes, n_validation, seed):
    order = np.random.default_rng(seed).permutation(len(images))
    for_validation, for_training = order[:n_validation], order
    mean, deviation = images[for_training].mean(), images[for_training].std()

    def scaled(chosen):
        return ((images[chosen][..., np.newaxis] - mean) / deviation).astype("float32")

    one_hot = np.eye(classes, dtype="float32")[labels]
    return scaled(for_training), one_hot[for_training], scaled(for_validation), one_hot[for_validation]
