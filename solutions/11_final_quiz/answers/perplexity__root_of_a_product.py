# ---
# item: perplexity
# kind: alternative
# points: 1
# ---
# %% exercise="perplexity"
def perplexity(logits, tokens):
    shares = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    shares = shares / shares.sum(axis=-1, keepdims=True)
    came = np.take_along_axis(shares[:-1], np.asarray(tokens)[1:, None], axis=1)
    return float(np.prod(came ** (-1 / len(came))))
