# ---
# tries: fills memory that belongs to nobody, so that it stays after the kernel's end
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# reason: disk limit 1 GB | stopped after 10 s
# ---
# %% answer mean
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
with open("/dev/shm/hostile_file", "wb", buffering=0) as file:
    for _ in range(80):
        file.write(bytes(1 << 24))
    while True:
        pass
