# ---
# item: numbers_needed
# kind: alternative
# points: 1
# ---
# %% exercise="numbers_needed"
def numbers_needed(variances, limit):
    lost = np.cumsum(np.sort(variances)) / len(variances)
    return len(variances) - int(np.sum(lost <= limit))
