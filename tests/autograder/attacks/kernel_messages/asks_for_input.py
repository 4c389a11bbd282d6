# ---
# tries: waits for somebody to type
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    return input("what is right? ")
