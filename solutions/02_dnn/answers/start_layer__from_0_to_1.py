# ---
# item: start_layer
# kind: wrong
# points: 0
# message: symmetric about 0
# ---
# %% exercise="start_layer"
def start_layer(n_in, n_out, slope, seed):
    generator = np.random.default_rng(seed)
    return generator.random((n_in, n_out)) * np.sqrt(2 / ((1 + slope**2) * n_in)), np.zeros(n_out)
