# ---
# item: nucleus
# kind: alternative
# points: 1.5
# ---
# %% exercise="nucleus"
def nucleus(logits, temperature, p):
    z = np.array(logits, dtype=float) / temperature
    shares = np.exp(z - np.logaddexp.reduce(z))
    falling = np.sort(shares)[::-1]
    count = min(np.searchsorted(np.cumsum(falling), p) + 1, len(shares))
    kept = np.where(shares >= falling[count - 1], shares, 0)
    return kept / kept.sum()
