# ---
# tries: ends the program with success
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    raise SystemExit(0)
