# ---
# tries: changes NumPy itself, on the disk, for everybody after it
# points: {test_mean: 0}
# sample: true
# ---
# %% answer mean
import helpers.checks

for module in (np.testing, np, helpers.checks):
    try:
        with open(module.__file__, "a") as file:
            file.write("\nhostile = True\nsum = lambda *a, **k: 0\n")
    except OSError:
        pass

def mean(x):
    return 2
