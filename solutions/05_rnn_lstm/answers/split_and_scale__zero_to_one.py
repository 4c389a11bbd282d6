# ---
# item: split_and_scale
# kind: wrong
# points: 0
# message: the range isn't 0 to 1
# ---
# %% exercise="split_and_scale"
def split_and_scale(values, n_validation, n_test):
    n_train = len(values) - n_validation - n_test
    low, high = values[:n_train].min(), values[:n_train].max()
    scaled = (values - low) / (high - low)
    return scaled[:n_train], scaled[n_train : n_train + n_validation], scaled[n_train + n_validation :]
