# ---
# item: calibration_gaps
# kind: wrong
# points: 0
# message: weight each group by its size
# ---
# %% exercise="calibration_gaps"
def calibration_gaps(chances, happened, groups):
    parts = np.array_split(np.argsort(chances), groups)
    gaps = [abs(chances[i].mean() - happened[i].mean()) for i in parts]
    return np.mean(gaps), max(gaps)
