# ---
# item: may_look
# kind: alternative
# points: 1.5
# ---
# %% exercise="may_look"
def may_look(lengths, n, window, sinks):
    ones = np.ones((n, n), dtype=bool)
    near = np.tril(ones) & np.triu(ones, k=1 - window)
    start = np.zeros((n, n), dtype=bool)
    start[:, :sinks] = True
    mask = np.repeat(((near | start) & np.tril(ones))[None], len(lengths), axis=0)
    for text, length in enumerate(lengths):
        mask[text, length:] = False
        mask[text, :, length:] = False
        mask[text, range(length, n), range(length, n)] = True
    return mask
