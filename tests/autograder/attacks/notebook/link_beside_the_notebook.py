# ---
# tries: hands in links to the solutions and to the gradebook, which are copied beside its notebook
# points: {test_mean: 0}
# reason: it is a link
# finds: {canary: false}
# ---
# %% answer mean
import glob

for path in glob.glob("hostile*") + glob.glob("hostile*/*/*"):
    try:
        print(open(path, errors="replace").read())
    except OSError:
        pass

def mean(x):
    return 2
# %% notebook
(folder / "hostile.db").symlink_to("../../../gradebook.db")
(folder / "hostile_source").symlink_to("../../../source")
