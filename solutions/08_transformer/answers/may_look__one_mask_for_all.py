# ---
# item: may_look
# kind: wrong
# points: 0
# message: "one mask (n, n) for each text"
# ---
# %% exercise="may_look"
def may_look(lengths, n, window, sinks):
    i, j = np.arange(n)[:, None], np.arange(n)[None, :]
    return (j <= i) & ((i - j < window) | (j < sinks))
