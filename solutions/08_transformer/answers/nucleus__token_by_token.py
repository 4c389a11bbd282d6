# ---
# item: nucleus
# kind: alternative
# points: 1.5
# ---
# %% exercise="nucleus"
def nucleus(logits, temperature, p):
    scaled = [z / temperature for z in logits]
    powers = [np.exp(z - max(scaled)) for z in scaled]
    shares = [power / sum(powers) for power in powers]
    kept, total = [0.0] * len(shares), 0.0
    for token in sorted(range(len(shares)), key=lambda t: shares[t], reverse=True):
        kept[token] = shares[token]
        total += shares[token]
        if total >= p:
            break
    return np.array([share / total for share in kept])
