# ---
# item: start_layer
# kind: alternative
# points: 1
# ---
# %% exercise="start_layer"
def start_layer(n_in, n_out, slope, seed):
    generator = np.random.default_rng(seed)
    variance = 1 / n_in / ((1 + slope**2) / 2)
    weights = generator.normal(loc=0, scale=variance**0.5, size=n_in * n_out).reshape(n_in, n_out)
    return weights.astype("float32"), np.full(n_out, 0.0)
