# ---
# item: softsign
# kind: wrong
# points: 0
# message: "the result has the sign of z, only the divisor takes the absolute value"
# ---
# %% exercise="softsign"
def softsign(z):
    return z / (1 + z)
