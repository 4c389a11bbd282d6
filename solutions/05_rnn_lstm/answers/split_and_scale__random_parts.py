# ---
# item: split_and_scale
# kind: wrong
# points: 0
# message: training is the first part of the series
# ---
# %% exercise="split_and_scale"
def split_and_scale(values, n_validation, n_test):
    order = np.random.default_rng(0).permutation(len(values))
    n_train = len(values) - n_validation - n_test
    train = np.sort(order[:n_train])
    low, high = values[train].min(), values[train].max()
    scaled = 2 * (values - low) / (high - low) - 1
    return scaled[train], scaled[order[n_train : n_train + n_validation]], scaled[order[n_train + n_validation :]]
