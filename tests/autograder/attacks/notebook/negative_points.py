# ---
# tries: writes points that are no numbers, or that turn losses into gains
# points: {test_mean: 0}
# ---
# %% answer mean
def mean(x):
    return 2
# %% notebook
for name, points in {"test_mean": -100, "test_rows": float("inf"), "test_scale": "1e9"}.items():
    cells[name].metadata.nbgrader.points = points
