# ---
# item: split_and_scale
# kind: alternative
# points: 2
# ---
# %% exercise="split_and_scale"
def split_and_scale(values, n_validation, n_test):
    from sklearn.preprocessing import MinMaxScaler

    n = len(values) - n_validation - n_test
    train, validation, test = np.split(np.asarray(values), [n, n + n_validation])
    scaler = MinMaxScaler((-1, 1)).fit(train[:, None])
    scaled = scaler.transform(np.concatenate([train, validation, test])[:, None])[:, 0]
    return np.split(scaled, [n, n + n_validation])
