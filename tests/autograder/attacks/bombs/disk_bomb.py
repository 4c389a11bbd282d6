# ---
# tries: fills the disk, and ignores that it is full
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# reason: disk limit 1 GB | stopped after 10 s
# ---
# %% answer mean
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
with open("hostile_file", "wb", buffering=0) as file:
    for _ in range(400):
        file.write(bytes(1 << 24))
    while True:
        pass
