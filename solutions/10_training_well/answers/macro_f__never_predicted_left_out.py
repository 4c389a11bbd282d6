# ---
# item: macro_f
# kind: wrong
# points: 0
# message: counts in the mean, with 0
# ---
# %% exercise="macro_f"
def macro_f(counts, beta):
    hits = counts.diagonal()
    there, called = counts.sum(axis=1), counts.sum(axis=0)
    f = (1 + beta**2) * hits / np.maximum(beta**2 * there + called, 1e-9)
    return float(f[(there > 0) & (called > 0)].mean())
