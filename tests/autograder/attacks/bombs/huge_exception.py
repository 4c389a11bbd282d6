# ---
# tries: raises an exception with a text of 5 MB
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    raise ValueError("x" * 5_000_000)
