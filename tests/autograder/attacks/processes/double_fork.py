# ---
# tries: leaves a process behind that belongs to nobody, and goes on when grading is over
# points: {test_mean: 0}
# sample: true
# ---
# %% answer mean
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(1)
    os._exit(0)

def mean(x):
    return 2
