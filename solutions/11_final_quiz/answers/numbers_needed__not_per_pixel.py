# ---
# item: numbers_needed
# kind: wrong
# points: 0
# message: "the error is per pixel"
# ---
# %% exercise="numbers_needed"
def numbers_needed(variances, limit):
    sizes = np.sort(variances)[::-1]
    for k in range(len(sizes) + 1):
        if np.sum(sizes[k:]) <= limit:
            return k
