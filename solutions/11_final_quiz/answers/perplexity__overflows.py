# ---
# item: perplexity
# kind: wrong
# points: 0
# message: "take the largest away from each row first"
# ---
# %% exercise="perplexity"
def perplexity(logits, tokens):
    shares = np.exp(logits[:-1]) / np.exp(logits[:-1]).sum(axis=1, keepdims=True)
    return np.exp(-np.mean(np.log(shares[np.arange(len(tokens) - 1), tokens[1:]])))
