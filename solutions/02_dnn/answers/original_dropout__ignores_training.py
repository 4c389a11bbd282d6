# ---
# item: original_dropout
# kind: wrong
# points: 0
# message: afterwards nothing is switched off
# ---
# %% exercise="original_dropout"
def original_dropout(x, rate, training, generator):
    return np.where(generator.random(x.shape) < rate, 0.0, x)
