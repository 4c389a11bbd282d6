# ---
# tries: puts .pth, sitecustomize and usercustomize where every Python looks for them
# points: {test_mean: 0}
# ---
# %% answer mean
import os
import site
import sys

for folder in {*sys.path, *site.getsitepackages(), site.getusersitepackages(), "."}:
    for name in ("hostile.pth", "sitecustomize.py", "usercustomize.py"):
        try:
            os.makedirs(folder or ".", exist_ok=True)
            with open(os.path.join(folder, name), "a") as file:
                file.write("import sys; sys.hostile = True\n")
        except OSError:
            pass

def mean(x):
    return 2
