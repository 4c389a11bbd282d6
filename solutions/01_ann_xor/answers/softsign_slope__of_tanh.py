# ---
# item: softsign_slope
# kind: wrong
# points: 0
# message: "is the slope of tanh"
# ---
# %% exercise="softsign_slope"
def softsign_slope(a):
    return 1 - a**2
