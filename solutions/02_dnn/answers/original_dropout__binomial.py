# ---
# item: original_dropout
# kind: alternative
# points: 2
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, seed):
    generator = np.random.default_rng(seed)
    if not training:
        return x - rate * x
    kept = generator.binomial(1, 1 - rate, size=x.shape)
    out = x.copy()
    out[kept == 0] = 0
    return out
