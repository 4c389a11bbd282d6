# ---
# tries: sleeps until the test's time is up
# points: {test_mean: 0}
# message: {test_mean: ""}
# reason: stopped after 10 s
# ---
# %% answer mean
import time

def mean(x):
    time.sleep(1000)
