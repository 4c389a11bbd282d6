# ---
# item: softsign
# kind: wrong
# points: 0
# message: "divide z by (1 + |z|)"
# ---
# %% exercise="softsign"
def softsign(z):
    return np.tanh(z)
