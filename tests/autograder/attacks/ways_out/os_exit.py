# ---
# tries: ends the kernel while a test runs, hoping that what didn't run counts as passed
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# message: {test_mean: the kernel ended}
# reason: the kernel ended
# ---
# %% answer mean
import os

def mean(x):
    os._exit(0)
