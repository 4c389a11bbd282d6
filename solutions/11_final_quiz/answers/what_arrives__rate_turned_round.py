# ---
# item: what_arrives
# kind: wrong
# points: 0
# message: "rate and 1 - rate have changed places"
# ---
# %% exercise="what_arrives"
def what_arrives(values, weights, rate):
    terms = values * weights
    return np.sum(terms), np.sqrt(np.sum(terms**2) * (1 - rate) / max(rate, 1e-12))
