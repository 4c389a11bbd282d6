# ---
# item: calibration_gaps
# kind: wrong
# points: 0
# message: compare mean chance and share of rain in each
# ---
# %% exercise="calibration_gaps"
def calibration_gaps(chances, happened, groups):
    parts = np.array_split(np.argsort(chances), groups)
    gaps = [chances[i].mean() - happened[i].mean() for i in parts]
    return np.average(gaps, weights=[len(i) for i in parts]), max(gaps)
