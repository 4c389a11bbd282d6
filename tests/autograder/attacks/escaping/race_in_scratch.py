# ---
# tries: swaps files and links in its scratch folder, thousands of times a second, until the end
# points: {test_mean: 0}
# ---
# %% answer mean
import os

if os.fork() == 0:
    os.makedirs("hostile_folder", exist_ok=True)
    while True:
        try:
            os.symlink("/etc", "hostile_link")
            os.rename("hostile_link", "hostile_name")
            os.mkdir("hostile_link")
            os.rename("hostile_link", "hostile_folder")
            os.unlink("hostile_name")
        except OSError:
            pass

def mean(x):
    return 2
