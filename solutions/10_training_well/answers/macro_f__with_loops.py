# ---
# item: macro_f
# kind: alternative
# points: 1.5
# ---
# %% exercise="macro_f"
def macro_f(counts, beta):
    scores = []
    for k in range(len(counts)):
        there = counts[k, :].sum()
        if there == 0:
            continue
        called = counts[:, k].sum()
        p = counts[k, k] / called if called else 0.0
        r = counts[k, k] / there
        scores.append((1 + beta**2) * p * r / (beta**2 * p + r) if p + r else 0.0)
    return sum(scores) / len(scores)
