# ---
# item: macro_f
# kind: alternative
# points: 1.5
# ---
# %% exercise="macro_f"
from sklearn.metrics import fbeta_score


def macro_f(counts, beta):
    right, called = [], []
    for i, row in enumerate(counts.tolist()):
        for j, n in enumerate(row):
            right += [i] * n
            called += [j] * n
    present = sorted(set(right))
    return fbeta_score(right, called, beta=beta, labels=present, average="macro", zero_division=0)
