# ---
# item: macro_f
# kind: wrong
# points: 0
# message: precision and recall are swapped
# ---
# %% exercise="macro_f"
def macro_f(counts, beta):
    hits = counts.diagonal()
    with np.errstate(all="ignore"):
        p, r = hits / counts.sum(axis=1), hits / counts.sum(axis=0)
        f = np.nan_to_num((1 + beta**2) * p * r / (beta**2 * p + r))
    return float(f[counts.sum(axis=1) > 0].mean())
