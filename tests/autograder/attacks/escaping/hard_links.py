# ---
# tries: links other people's files into its scratch folder, which then change hands
# points: {test_mean: 0}
# finds: {linked: false}
# ---
# %% answer mean
import os

for path in ("/etc/passwd", "/etc/hostname", np.__file__, "/bin/sh", "/proc/self/exe"):
    try:
        os.link(path, "hostile_" + os.path.basename(path))
        print("linked", path)
    except OSError:
        pass

def mean(x):
    return 2
