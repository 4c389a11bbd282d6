# ---
# item: softsign_slope
# kind: alternative
# points: 1
# ---
# %% exercise="softsign_slope"
def softsign_slope(a):
    size = np.abs(a) / (1 - np.abs(a))  # |z|, from a
    return 1 / (1 + size) ** 2
