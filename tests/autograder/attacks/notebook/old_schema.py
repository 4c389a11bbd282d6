# ---
# tries: says that its metadata are of another version, which stock nbgrader refuses for the class
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    return 2
# %% notebook
for cell in cells.values():
    cell.metadata.nbgrader.schema_version = 99
