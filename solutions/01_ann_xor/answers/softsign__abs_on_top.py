# ---
# item: softsign
# kind: wrong
# points: 0
# message: "the result has the sign of z"
# ---
# %% exercise="softsign"
def softsign(z):
    return np.abs(z) / (1 + np.abs(z))
