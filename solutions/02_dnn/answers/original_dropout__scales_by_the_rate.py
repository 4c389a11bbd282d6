# ---
# item: original_dropout
# kind: wrong
# points: 0
# message: not by the share that was switched off
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, seed):
    generator = np.random.default_rng(seed)
    if not training:
        return x * rate
    return np.where(generator.random(x.shape) < rate, 0.0, x)
