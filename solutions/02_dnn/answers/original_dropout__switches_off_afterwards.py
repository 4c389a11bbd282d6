# ---
# item: original_dropout
# kind: wrong
# points: 0
# message: afterwards nothing is switched off
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, seed):
    generator = np.random.default_rng(seed)
    x = np.where(generator.random(x.shape) < rate, 0.0, x)
    if training:
        return x
    return x * (1 - rate)
