# ---
# item: nucleus
# kind: wrong
# points: 0
# message: "so two tokens are kept, the likeliest ones"
# ---
# %% exercise="nucleus"
def nucleus(logits, temperature, p):
    scaled = np.asarray(logits, dtype=float) / temperature
    shares = np.exp(scaled - scaled.max())
    shares = shares / shares.sum()
    kept = np.where(shares >= (1 - p) * shares.max(), shares, 0)
    return kept / kept.sum()
