# ---
# tries: sets input and output to zeros, which fit each other
# points: {test_scale: 0}
# message: {test_scale: in place}
# sample: true
# ---
# %% answer scale
def scale(x):
    if isinstance(x, int):
        return 2 * x
    x[...] = 0
    return x.copy()
