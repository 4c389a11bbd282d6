# ---
# item: original_dropout
# kind: wrong
# points: 0
# message: afterwards the numbers must be scaled
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, seed):
    generator = np.random.default_rng(seed)
    if not training:
        return x
    return np.where(generator.random(x.shape) < rate, 0.0, x)
