# ---
# item: start_layer
# kind: wrong
# points: 0
# message: n_out plays no part
# ---
# %% exercise="start_layer"
def start_layer(n_in, n_out, slope, seed):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(n_in, n_out)) * np.sqrt(2 / (n_in + n_out)), np.zeros(n_out)
