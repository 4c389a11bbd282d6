# ---
# item: softsign
# kind: alternative
# points: 0.5
# ---
# %% exercise="softsign"
def softsign(z):
    size = np.absolute(z)
    return np.sign(z) * (1 - 1 / (1 + size))
