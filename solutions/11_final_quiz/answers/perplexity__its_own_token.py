# ---
# item: perplexity
# kind: wrong
# points: 0
# message: "row t forecasts token t + 1"
# ---
# %% exercise="perplexity"
def perplexity(logits, tokens):
    rows, came = logits, tokens
    high = rows.max(axis=1, keepdims=True)
    log_shares = rows - high - np.log(np.exp(rows - high).sum(axis=1, keepdims=True))
    return np.exp(-np.mean(log_shares[np.arange(len(came)), came]))
