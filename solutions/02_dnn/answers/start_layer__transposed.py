# ---
# item: start_layer
# kind: wrong
# points: 0
# message: must have the shape (n_in, n_out)
# ---
# %% exercise="start_layer"
def start_layer(n_in, n_out, slope, seed):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(n_out, n_in)) * np.sqrt(2 / ((1 + slope**2) * n_in)), np.zeros(n_out)
