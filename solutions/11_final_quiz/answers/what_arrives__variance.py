# ---
# item: what_arrives
# kind: wrong
# points: 0
# message: "that is the variance"
# ---
# %% exercise="what_arrives"
def what_arrives(values, weights, rate):
    terms = values * weights
    return np.sum(terms), np.sum(terms**2) * rate / (1 - rate)
