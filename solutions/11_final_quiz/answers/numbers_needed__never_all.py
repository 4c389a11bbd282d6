# ---
# item: numbers_needed
# kind: wrong
# points: 0
# message: "k can be d"
# ---
# %% exercise="numbers_needed"
def numbers_needed(variances, limit):
    sizes = np.sort(variances)[::-1]
    for k in range(len(sizes)):
        if np.sum(sizes[k:]) / len(sizes) <= limit:
            return k
    return len(sizes) - 1
