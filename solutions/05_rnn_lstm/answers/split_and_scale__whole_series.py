# ---
# item: split_and_scale
# kind: wrong
# points: 0
# message: its own smallest and largest value count
# ---
# %% exercise="split_and_scale"
def split_and_scale(values, n_validation, n_test):
    n_train = len(values) - n_validation - n_test
    low, high = values.min(), values.max()
    scaled = 2 * (values - low) / (high - low) - 1
    return scaled[:n_train], scaled[n_train : n_train + n_validation], scaled[n_train + n_validation :]
