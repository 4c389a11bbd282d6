# ---
# tries: prints 120 MB at once
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# reason: stopped after 100 MB of output | stopped after 10 s
# ---
# %% answer mean
import signal
import time

signal.signal(signal.SIGINT, signal.SIG_IGN)
print("x" * 120_000_000)
time.sleep(1000)
