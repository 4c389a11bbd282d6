# ---
# item: macro_f
# kind: wrong
# points: 0
# message: a class that was never predicted gives nan
# ---
# %% exercise="macro_f"
def macro_f(counts, beta):
    hits = counts.diagonal()
    with np.errstate(all="ignore"):
        p, r = hits / counts.sum(axis=0), hits / counts.sum(axis=1)
        return float(np.mean((1 + beta**2) * p * r / (beta**2 * p + r)))
