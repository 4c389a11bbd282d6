# ---
# item: perplexity
# kind: alternative
# points: 1
# ---
# %% exercise="perplexity"
def perplexity(logits, tokens):
    surprise = 0.0
    for row, token in zip(logits[:-1], tokens[1:]):
        surprise += np.logaddexp.reduce(row) - row[token]
    return float(np.exp(surprise / (len(tokens) - 1)))
