# ---
# item: numbers_needed
# kind: wrong
# points: 0
# message: "one number is enough"
# ---
# %% exercise="numbers_needed"
def numbers_needed(variances, limit):
    sizes = np.sort(variances)[::-1]
    for k in range(len(sizes)):
        if np.mean(sizes[k:]) <= limit:
            return k
    return len(sizes)
