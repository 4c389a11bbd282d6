# ---
# item: split_and_scale
# kind: alternative
# points: 2
# ---
# %% exercise="split_and_scale"
def split_and_scale(values, n_validation, n_test):
    end = len(values) - n_test
    start = end - n_validation
    train, validation, test = values[:start], values[start:end], values[end:]
    middle = (train.max() + train.min()) / 2
    half = (train.max() - train.min()) / 2
    return tuple((part - middle) / half for part in (train, validation, test))
