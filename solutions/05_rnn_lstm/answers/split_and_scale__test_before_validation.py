# ---
# item: split_and_scale
# kind: wrong
# points: 0
# message: the test part is scaled with figures of the training part
# ---
# %% exercise="split_and_scale"
def split_and_scale(values, n_validation, n_test):
    n_train = len(values) - n_validation - n_test
    low, high = values[:n_train].min(), values[:n_train].max()
    scaled = 2 * (values - low) / (high - low) - 1
    return scaled[:n_train], scaled[n_train + n_test :], scaled[n_train : n_train + n_test]
