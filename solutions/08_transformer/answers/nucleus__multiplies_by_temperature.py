# ---
# item: nucleus
# kind: wrong
# points: 0
# message: "at temperature 2 the shares are more alike"
# ---
# %% exercise="nucleus"
def nucleus(logits, temperature, p):
    scaled = np.asarray(logits, dtype=float) * temperature
    shares = np.exp(scaled - scaled.max())
    shares = shares / shares.sum()
    order = np.argsort(shares)[::-1]
    before = np.cumsum(shares[order]) - shares[order]
    kept = np.zeros_like(shares)
    chosen = order[before < p]
    kept[chosen] = shares[chosen]
    return kept / kept.sum()
