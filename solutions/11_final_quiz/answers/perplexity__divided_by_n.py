# ---
# item: perplexity
# kind: wrong
# points: 0
# message: "as unsure as a die with 6 sides"
# ---
# %% exercise="perplexity"
def perplexity(logits, tokens):
    rows, came = logits[:-1], tokens[1:]
    high = rows.max(axis=1, keepdims=True)
    log_shares = rows - high - np.log(np.exp(rows - high).sum(axis=1, keepdims=True))
    return np.exp(-np.sum(log_shares[np.arange(len(came)), came]) / len(tokens))
