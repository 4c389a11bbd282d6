# ---
# tries: writes 100 points into the metadata of every test
# points: {test_mean: 0}
# message: {test_mean: the mean of 1 and 3 is wrong}
# ---
# %% answer mean
def mean(x):
    return -1
# %% notebook
for name, cell in cells.items():
    if name.startswith("test_"):
        cell.metadata.nbgrader.points = 100
