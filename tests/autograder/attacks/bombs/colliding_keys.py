# ---
# tries: answers with a dictionary whose keys all collide
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    return {i * (2 ** 61 - 1): 0 for i in range(5_000)}
