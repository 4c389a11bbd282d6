# ---
# item: nucleus
# kind: wrong
# points: 0
# message: "the token that takes the sum over the line"
# ---
# %% exercise="nucleus"
def nucleus(logits, temperature, p):
    scaled = np.asarray(logits, dtype=float) / temperature
    shares = np.exp(scaled - scaled.max())
    shares = shares / shares.sum()
    order = np.argsort(shares)[::-1]
    before = np.cumsum(shares[order]) - shares[order]
    kept = np.zeros_like(shares)
    chosen = order[np.cumsum(shares[order]) <= p]
    kept[chosen] = shares[chosen]
    return kept / kept.sum()
