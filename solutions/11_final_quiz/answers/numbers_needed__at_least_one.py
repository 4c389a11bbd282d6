# ---
# item: numbers_needed
# kind: wrong
# points: 0
# message: "with no numbers at all"
# ---
# %% exercise="numbers_needed"
def numbers_needed(variances, limit):
    sizes = np.sort(variances)[::-1]
    for k in range(1, len(sizes) + 1):
        if np.sum(sizes[k:]) / len(sizes) <= limit:
            return k
