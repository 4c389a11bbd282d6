# ---
# tries: answers with numbers and texts of a million digits
# points: {test_mean: 0, test_scale: 0}
# ---
# %% answer mean
def mean(x):
    return 10 ** 1_000_000
# %% answer scale
def scale(x):
    return "4" * 50_000_000
