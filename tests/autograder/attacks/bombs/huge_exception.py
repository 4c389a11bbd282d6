# ---
# tries: raises an exception with a text of 50 MB
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    raise ValueError("x" * 50_000_000)
