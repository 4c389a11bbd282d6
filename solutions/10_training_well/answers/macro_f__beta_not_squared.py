# ---
# item: macro_f
# kind: wrong
# points: 0
# message: is β squared
# ---
# %% exercise="macro_f"
def macro_f(counts, beta):
    hits = counts.diagonal()
    there, called = counts.sum(axis=1), counts.sum(axis=0)
    f = (1 + beta) * hits / np.maximum(beta * there + called, 1e-9)
    return float(f[there > 0].mean())
