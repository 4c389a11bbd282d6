# ---
# tries: finds the secret behind the random inputs of hidden tests
# points: {test_mean: 0}
# finds: {"secret in": false}
# ---
# %% answer mean
import glob
import os
import helpers.checks

here = os.getcwd()
while here != "/":
    here = os.path.dirname(here)
    for path in glob.glob(here + "/.judge_secret") + glob.glob(here + "/*/.judge_secret"):
        print("secret in", path)
if helpers.checks._secret != helpers.checks.NOTEBOOK_SECRET:
    print("secret in memory")

def mean(x):
    if helpers.checks._secret != helpers.checks.NOTEBOOK_SECRET:
        print("secret in memory")
    return 2
