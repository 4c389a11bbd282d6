# ---
# item: what_arrives
# kind: wrong
# points: 0
# message: "it is variances that add up"
# ---
# %% exercise="what_arrives"
def what_arrives(values, weights, rate):
    terms = values * weights
    return np.sum(terms), np.sum(np.abs(terms)) * np.sqrt(rate / (1 - rate))
