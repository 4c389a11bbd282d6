# ---
# item: start_layer
# kind: wrong
# points: 0
# message: the same seed must give the same weights
# ---
# %% exercise="start_layer"
def start_layer(n_in, n_out, slope, seed):
    return np.random.normal(size=(n_in, n_out)) * np.sqrt(2 / ((1 + slope**2) * n_in)), np.zeros(n_out)
