# ---
# item: may_look
# kind: wrong
# points: 0
# message: "place 1 must not look at place 2"
# ---
# %% exercise="may_look"
def may_look(lengths, n, window, sinks):
    i, j = np.arange(n)[:, None], np.arange(n)[None, :]
    pattern = (i <= j) & ((j - i < window) | (i < sinks))
    real = np.arange(n) < np.asarray(lengths)[:, None]
    return np.where(real[:, :, None], pattern & real[:, None, :], np.eye(n, dtype=bool))
