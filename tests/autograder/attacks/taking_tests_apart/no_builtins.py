# ---
# tries: takes all builtins and NumPy away
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# reason: the student's kernel did not answer
# ---
# %% answer mean
def mean(x):
    return 2
__builtins__ = np = None
