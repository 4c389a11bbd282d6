# ---
# item: original_dropout
# kind: wrong
# points: 0
# message: must get smaller, not larger
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, seed):
    generator = np.random.default_rng(seed)
    if not training:
        return x / (1 - rate)
    return np.where(generator.random(x.shape) < rate, 0.0, x)
