# ---
# item: softsign_slope
# kind: wrong
# points: 0
# message: "a is softsign(z) already"
# ---
# %% exercise="softsign_slope"
def softsign_slope(a):
    return 1 / (1 + np.abs(a)) ** 2
