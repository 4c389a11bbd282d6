# ---
# item: softsign_slope
# kind: alternative
# points: 1
# ---
# %% exercise="softsign_slope"
def softsign_slope(a):
    rest = 1.0 - np.sign(a) * a
    return rest * rest
