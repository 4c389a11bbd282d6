# ---
# tries: displays two hundred things with a hundred types each
# points: {test_mean: 0}
# ---
# %% answer mean
from IPython.display import display

for number in range(200):
    display({f"x-hostile/{k}": "x" * 50 for k in range(100)}, raw=True)

def mean(x):
    return 2
