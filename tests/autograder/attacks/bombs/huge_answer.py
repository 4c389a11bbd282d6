# ---
# tries: answers with 160 MB
# points: {test_mean: 0}
# message: {test_mean: ""}
# ---
# %% answer mean
def mean(x):
    return np.zeros(20_000_000)
