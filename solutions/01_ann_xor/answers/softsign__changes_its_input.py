# ---
# item: softsign
# kind: wrong
# points: 0
# message: "has changed the array that it was given"
# ---
# %% exercise="softsign"
def softsign(z):
    divisor = 1 + np.abs(z)
    z /= divisor
    return z
