# ---
# item: start_layer
# kind: wrong
# points: 0
# message: the biases start at 0
# ---
# %% exercise="start_layer"
def start_layer(n_in, n_out, slope, seed):
    generator = np.random.default_rng(seed)
    spread = np.sqrt(2 / ((1 + slope**2) * n_in))
    return spread * generator.normal(size=(n_in, n_out)), spread * generator.normal(size=n_out)
