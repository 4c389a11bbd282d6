# ---
# item: start_layer
# kind: wrong
# points: 0
# message: another seed must give other weights
# ---
# %% exercise="start_layer"
def start_layer(n_in, n_out, slope, seed):
    generator = np.random.default_rng(0)
    return generator.normal(size=(n_in, n_out)) * np.sqrt(2 / ((1 + slope**2) * n_in)), np.zeros(n_out)
