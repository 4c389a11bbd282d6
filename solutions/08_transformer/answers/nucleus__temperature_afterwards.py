# ---
# item: nucleus
# kind: wrong
# points: 0
# message: "divide the logits by the temperature first"
# ---
# %% exercise="nucleus"
def nucleus(logits, temperature, p):
    z = np.asarray(logits, dtype=float)
    shares = np.exp(z - z.max())
    shares = shares / shares.sum()
    order = np.argsort(shares)[::-1]
    chosen = order[np.cumsum(shares[order]) - shares[order] < p]
    kept = np.zeros_like(shares)
    kept[chosen] = np.exp((z[chosen] - z.max()) / temperature)
    return kept / kept.sum()
