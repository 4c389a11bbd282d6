# ---
# item: split_and_scale
# kind: alternative
# points: 2
# ---
# %% exercise="split_and_scale"
def split_and_scale(values, n_validation, n_test):
    n = len(values) - n_validation - n_test
    low, high = min(values[:n]), max(values[:n])
    scaled = [-1 + 2 * (value - low) / (high - low) for value in values]
    return scaled[:n], scaled[n : n + n_validation], scaled[n + n_validation :]
