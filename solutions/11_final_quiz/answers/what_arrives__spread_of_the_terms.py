# ---
# item: what_arrives
# kind: wrong
# points: 0
# message: "work out the variance of one term first"
# ---
# %% exercise="what_arrives"
def what_arrives(values, weights, rate):
    terms = values * weights
    return np.sum(terms), np.std(terms)
