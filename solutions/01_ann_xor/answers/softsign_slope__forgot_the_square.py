# ---
# item: softsign_slope
# kind: wrong
# points: 0
# message: "is there a square in the quotient rule"
# ---
# %% exercise="softsign_slope"
def softsign_slope(a):
    return 1 - np.abs(a)
