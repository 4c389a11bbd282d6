# ---
# item: macro_f
# kind: wrong
# points: 0
# message: is β used?
# ---
# %% exercise="macro_f"
def macro_f(counts, beta):
    hits = counts.diagonal()
    there = counts.sum(axis=1)
    f = 2 * hits / np.maximum(there + counts.sum(axis=0), 1)
    return float(f[there > 0].mean())
