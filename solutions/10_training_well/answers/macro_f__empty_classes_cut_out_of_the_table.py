# ---
# item: macro_f
# kind: wrong
# points: 0
# message: still missing in its own row
# ---
# %% exercise="macro_f"
def macro_f(counts, beta):
    kept = counts.sum(axis=1) > 0
    counts = counts[kept][:, kept]
    hits = counts.diagonal()
    there, called = counts.sum(axis=1), counts.sum(axis=0)
    return float(np.mean((1 + beta**2) * hits / (beta**2 * there + called)))
