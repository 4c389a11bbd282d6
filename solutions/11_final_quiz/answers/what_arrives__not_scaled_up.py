# ---
# item: what_arrives
# kind: wrong
# points: 0
# message: "what stays on is also divided by 1 - rate"
# ---
# %% exercise="what_arrives"
def what_arrives(values, weights, rate):
    terms = values * weights
    return np.sum(terms), np.sqrt(np.sum(terms**2) * rate * (1 - rate))
