# ---
# item: perplexity
# kind: wrong
# points: 0
# message: "not the logarithm of the mean"
# ---
# %% exercise="perplexity"
def perplexity(logits, tokens):
    rows, came = logits[:-1], tokens[1:]
    high = rows.max(axis=1, keepdims=True)
    log_shares = rows - high - np.log(np.exp(rows - high).sum(axis=1, keepdims=True))
    return 1 / np.mean(np.exp(log_shares[np.arange(len(came)), came]))
