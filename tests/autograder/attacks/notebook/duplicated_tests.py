# ---
# tries: hands in each test twice, the second time without any check; stops stock nbgrader
# points: {test_mean: 0}
# reason: the cell 'test_mean' is there 2 times
# sample: true
# ---
# %% answer mean
def mean(x):
    return 2
# %% notebook
import copy
again = copy.deepcopy(cells["test_mean"])
again.source, again.id = "pass", "again"
nb.cells.append(again)
