# ---
# item: softsign_slope
# kind: wrong
# points: 0
# message: "what about the sign of a"
# ---
# %% exercise="softsign_slope"
def softsign_slope(a):
    return (1 - a) ** 2
