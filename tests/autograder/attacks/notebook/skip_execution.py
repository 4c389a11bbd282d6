# ---
# tries: tags its tests skip-execution, so that no error can be seen
# points: {test_mean: 0}
# message: {test_mean: the mean of 1 and 3 is wrong}
# ---
# %% answer mean
def mean(x):
    return -1
# %% notebook
cells["test_mean"].metadata.tags = ["skip-execution"]
