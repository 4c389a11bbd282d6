# ---
# item: what_arrives
# kind: alternative
# points: 1
# ---
# %% exercise="what_arrives"
def what_arrives(values, weights, rate):
    terms = np.asarray(values) * np.asarray(weights)
    return float(terms.sum()), float(np.linalg.norm(terms) * np.sqrt(1 / (1 - rate) - 1))
