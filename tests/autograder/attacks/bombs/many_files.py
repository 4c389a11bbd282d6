# ---
# tries: makes as many files as there is room for
# points: {test_mean: 0}
# ---
# %% answer mean
import time

end, number = time.monotonic() + 2, 0
try:
    while time.monotonic() < end:
        open(f"hostile_{number}", "w").close()
        number += 1
except OSError:
    pass

def mean(x):
    return 2
