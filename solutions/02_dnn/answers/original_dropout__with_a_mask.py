# ---
# item: original_dropout
# kind: alternative
# points: 2
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, seed):
    generator = np.random.default_rng(seed)
    if not training:
        return (1.0 - rate) * x
    mask = generator.uniform(size=np.shape(x)) >= rate
    return x * mask
