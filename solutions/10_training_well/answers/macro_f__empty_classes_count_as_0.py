# ---
# item: macro_f
# kind: wrong
# points: 0
# message: "a class without examples isn't counted in the mean"
# ---
# %% exercise="macro_f"
def macro_f(counts, beta):
    hits = counts.diagonal()
    there, called = counts.sum(axis=1), counts.sum(axis=0)
    return float(np.mean((1 + beta**2) * hits / np.maximum(beta**2 * there + called, 1e-9)))
