# ---
# tries: outlives its time by ignoring every signal, in itself and in its children
# points: {test_mean: 0, test_rows: 0, test_scale: 0, test_parts: 0}
# reason: stopped after 10 s
# ---
# %% answer mean
import os
import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
os.fork()
while True:
    pass
