# ---
# item: original_dropout
# kind: wrong
# points: 0
# message: not the same columns in every row
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, seed):
    generator = np.random.default_rng(seed)
    if not training:
        return x * (1 - rate)
    return x * (generator.random(x.shape[-1]) >= rate)
