# ---
# tries: fills the folder with fifty thousand files
# points: {test_mean: 0}
# ---
# %% answer mean
import time

end, number = time.monotonic() + 2, 0
try:
    while time.monotonic() < end and number < 50_000:
        open(f"hostile_{number}", "w").close()
        number += 1
except OSError:
    pass

def mean(x):
    return 2
