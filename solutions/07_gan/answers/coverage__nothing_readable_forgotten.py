# ---
# item: coverage
# kind: wrong
# points: 0
# message: the divergence is infinite
# ---
# %% exercise="coverage"
def coverage(probabilities, real_labels, sure):
    classes = probabilities.shape[1]
    read = probabilities.argmax(axis=1)[probabilities.max(axis=1) >= sure]
    q = np.bincount(read, minlength=classes) / max(len(read), 1)
    p = np.bincount(real_labels, minlength=classes) / len(real_labels)
    there = q > 0
    return [k for k in range(classes) if q[k] < p[k] / 4], float(np.sum(q[there] * np.log(q[there] / p[there])))
