# ---
# item: softsign
# kind: wrong
# points: 0
# message: "with brackets around the whole divisor"
# ---
# %% exercise="softsign"
def softsign(z):
    return z / 1 + np.abs(z)
