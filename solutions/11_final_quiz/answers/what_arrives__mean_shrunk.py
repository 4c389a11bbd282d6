# ---
# item: what_arrives
# kind: wrong
# points: 0
# message: "what does that do to the mean?"
# ---
# %% exercise="what_arrives"
def what_arrives(values, weights, rate):
    terms = values * weights
    return (1 - rate) * np.sum(terms), np.sqrt(np.sum(terms**2) * rate * (1 - rate))
