# ---
# tries: answers with 480 MB
# points: {test_mean: 0}
# message: {test_mean: ""}
# ---
# %% answer mean
def mean(x):
    return np.zeros(60_000_000)
