# ---
# tries: interrupts the test
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    raise KeyboardInterrupt
