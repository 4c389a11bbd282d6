# ---
# item: macro_f
# kind: wrong
# points: 0
# message: "is the mean taken over the classes' own F"
# ---
# %% exercise="macro_f"
def macro_f(counts, beta):
    hits = counts.diagonal()
    there, called = counts.sum(axis=1), counts.sum(axis=0)
    p = (hits / np.maximum(called, 1))[there > 0].mean()
    r = (hits / np.maximum(there, 1))[there > 0].mean()
    return float((1 + beta**2) * p * r / (beta**2 * p + r))
