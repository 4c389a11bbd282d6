# ---
# item: original_dropout
# kind: wrong
# points: 0
# message: another seed must switch off other numbers
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, seed):
    if not training:
        return x * (1 - rate)
    return np.where(np.random.default_rng(0).random(x.shape) < rate, 0.0, x)
