# ---
# item: coverage
# kind: alternative
# points: 1.5
# ---
# %% exercise="coverage"
def coverage(probabilities, real_labels, sure):
    k = probabilities.shape[1]
    readable = probabilities[np.max(probabilities, axis=1) >= sure]
    if not len(readable):
        return np.arange(k), np.inf
    q = np.mean(np.eye(k)[readable.argmax(axis=1)], axis=0)
    p = np.mean(np.eye(k)[real_labels], axis=0)
    terms = q * np.log(np.where(q > 0, q, 1.0) / p)
    return np.flatnonzero(q < p / 4), terms.sum()
