# ---
# tries: kills the process that started it, and its group
# points: {test_mean: 0}
# ---
# %% answer mean
import os
import signal

for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGSTOP, signal.SIGKILL):
    for kill, pid in ((os.kill, os.getppid()), (os.kill, 1), (os.killpg, 1)):
        try:
            kill(pid, number)
        except OSError:
            pass

def mean(x):
    return 2
