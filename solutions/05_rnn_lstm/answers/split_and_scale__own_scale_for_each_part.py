# ---
# item: split_and_scale
# kind: wrong
# points: 0
# message: the test part is scaled with figures of the training part
# ---
# %% exercise="split_and_scale"
def split_and_scale(values, n_validation, n_test):
    n_train = len(values) - n_validation - n_test

    def scale(part):
        return 2 * (part - part.min()) / (part.max() - part.min()) - 1

    train, rest = values[:n_train], values[n_train:]
    return scale(train), scale(rest[:n_validation]), scale(rest[n_validation:])
