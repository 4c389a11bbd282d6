# ---
# item: may_look
# kind: wrong
# points: 0
# message: "the future stays hidden"
# ---
# %% exercise="may_look"
def may_look(lengths, n, window, sinks):
    i, j = np.arange(n)[:, None], np.arange(n)[None, :]
    pattern = ((j <= i) & (i - j < window)) | (j < sinks)
    real = np.arange(n) < np.asarray(lengths)[:, None]
    return np.where(real[:, :, None], pattern & real[:, None, :], np.eye(n, dtype=bool))
