# ---
# tries: leaves folders that can't be removed: closed ones, very deep ones, strange names
# points: {test_mean: 0}
# ---
# %% answer mean
import os

here = os.getcwd()
os.makedirs("hostile/closed/inside")
open("hostile/closed/inside/file", "w").close()
open(b"hostile_\xff\n\x1b[2J", "w").close()
os.chmod("hostile/closed/inside", 0)
os.chmod("hostile/closed", 0)
for depth in range(300):
    os.mkdir("hostile_deep_folder")
    os.chdir("hostile_deep_folder")
os.chdir(here)

def mean(x):
    return 2
