# ---
# item: start_layer
# kind: alternative
# points: 1
# ---
# %% exercise="start_layer"
def start_layer(n_in, n_out, slope, seed):
    generator = np.random.default_rng(seed)
    limit = np.sqrt(6 / (n_in * (1 + slope * slope)))
    return generator.uniform(-limit, limit, (n_in, n_out)), np.zeros((n_out,))
