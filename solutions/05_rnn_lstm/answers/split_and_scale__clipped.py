# ---
# item: split_and_scale
# kind: wrong
# points: 0
# message: what lies outside stays outside
# ---
# %% exercise="split_and_scale"
def split_and_scale(values, n_validation, n_test):
    n_train = len(values) - n_validation - n_test
    low, high = values[:n_train].min(), values[:n_train].max()
    scaled = np.clip(2 * (values - low) / (high - low) - 1, -1, 1)
    return scaled[:n_train], scaled[n_train : n_train + n_validation], scaled[n_train + n_validation :]
