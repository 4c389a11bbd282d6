# ---
# item: start_layer
# kind: wrong
# points: 0
# message: so its squares by
# ---
# %% exercise="start_layer"
def start_layer(n_in, n_out, slope, seed):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(n_in, n_out)) * np.sqrt(2 / ((1 + slope) * n_in)), np.zeros(n_out)
