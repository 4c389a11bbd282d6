# ---
# item: split_and_scale
# kind: wrong
# points: 0
# message: the training part must reach from -1 to 1
# ---
# %% exercise="split_and_scale"
def split_and_scale(values, n_validation, n_test):
    n_train = len(values) - n_validation - n_test
    mean, deviation = values[:n_train].mean(), values[:n_train].std()
    scaled = (values - mean) / deviation
    return scaled[:n_train], scaled[n_train : n_train + n_validation], scaled[n_train + n_validation :]
