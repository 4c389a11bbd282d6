# ---
# item: coverage
# kind: alternative
# points: 1.5
# ---
# %% exercise="coverage"
def coverage(probabilities, real_labels, sure):
    from collections import Counter

    classes = range(len(probabilities[0]))
    made = Counter(int(np.argmax(row)) for row in probabilities if max(row) >= sure)
    real = Counter(int(label) for label in real_labels)
    if not made:
        return [k for k in classes], float("inf")
    q = {k: made[k] / sum(made.values()) for k in classes}
    p = {k: real[k] / len(real_labels) for k in classes}
    return [k for k in classes if 4 * q[k] < p[k]], sum(q[k] * np.log(q[k] / p[k]) for k in classes if q[k])
