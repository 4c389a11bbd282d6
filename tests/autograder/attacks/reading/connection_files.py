# ---
# tries: connects to other students' kernels through their connection files
# points: {test_mean: 0}
# finds: {"another kernel": false}
# ---
# %% answer mean
import glob
import os

mine = get_ipython().kernel.config.IPKernelApp.get("connection_file", "")
here = os.path.dirname(os.getcwd())
places = {here, os.path.dirname(here), os.path.dirname(os.path.dirname(here)), "/run/user"}
places.add(os.path.expanduser("~/.local/share/jupyter/runtime"))
for path in [path for place in places for path in glob.glob(place + "/**/*.json", recursive=True)]:
    if os.path.realpath(path) != os.path.realpath(mine) and "site-packages" not in path:
        if "hmac" in open(path).read():
            print("another kernel", path)

def mean(x):
    return 2
