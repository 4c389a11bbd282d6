# ---
# item: softsign_slope
# kind: wrong
# points: 0
# message: "a (1 - a) belongs to the sigmoid"
# ---
# %% exercise="softsign_slope"
def softsign_slope(a):
    return a * (1 - a)
