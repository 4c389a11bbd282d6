# ---
# item: original_dropout
# kind: wrong
# points: 0
# message: changes the array
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, seed):
    generator = np.random.default_rng(seed)
    if not training:
        return x * (1 - rate)
    x[generator.random(x.shape) < rate] = 0
    return x
