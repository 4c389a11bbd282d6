# ---
# item: numbers_needed
# kind: wrong
# points: 0
# message: "keep the best ones"
# ---
# %% exercise="numbers_needed"
def numbers_needed(variances, limit):
    for k in range(len(variances) + 1):
        if np.sum(variances[k:]) / len(variances) <= limit:
            return k
