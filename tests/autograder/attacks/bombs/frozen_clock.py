# ---
# tries: stops the clock, so that no time limit is ever reached
# points: {test_mean: 0}
# reason: stopped after 10 s
# ---
# %% answer mean
import time

time.time = time.monotonic = time.perf_counter = lambda: 0.0
try:
    time.clock_settime(time.CLOCK_REALTIME, 0)
    print("the clock is hostile")
except OSError:
    pass
while True:
    pass
