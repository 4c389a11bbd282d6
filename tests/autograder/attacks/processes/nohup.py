# ---
# tries: leaves a program behind that ignores the end of its session
# points: {test_mean: 0}
# ---
# %% answer mean
import subprocess

for command in ("nohup sleep 1000", "setsid sleep 1000", "(sleep 1000 &)"):
    subprocess.Popen(command, shell=True, start_new_session=True)

def mean(x):
    return 2
