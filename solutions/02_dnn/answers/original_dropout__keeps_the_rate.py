# ---
# item: original_dropout
# kind: wrong
# points: 0
# message: not the share that stays on
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, seed):
    generator = np.random.default_rng(seed)
    if not training:
        return x * (1 - rate)
    return np.where(generator.random(x.shape) < rate, x, 0.0)
