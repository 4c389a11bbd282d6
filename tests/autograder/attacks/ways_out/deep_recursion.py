# ---
# tries: exhausts the stack of whoever calls it
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    return mean(x)
