# ---
# item: coverage
# kind: wrong
# points: 0
# message: the numbers of the missing classes
# ---
# %% exercise="coverage"
def coverage(probabilities, real_labels, sure):
    classes = probabilities.shape[1]
    read = probabilities.argmax(axis=1)[probabilities.max(axis=1) >= sure]
    if len(read) == 0:
        return list(range(classes)), np.inf
    q = np.bincount(read, minlength=classes) / len(read)
    p = np.bincount(real_labels, minlength=classes) / len(real_labels)
    there = q > 0
    divergence = np.sum(q[there] * np.log(q[there] / p[there]))
    return sum(q[k] < p[k] / 4 for k in range(classes)), float(divergence)
