# ---
# item: calibration_gaps
# kind: wrong
# points: 0
# message: the mean gap comes first
# ---
# %% exercise="calibration_gaps"
def calibration_gaps(chances, happened, groups):
    parts = np.array_split(np.argsort(chances), groups)
    gaps = [abs(chances[i].mean() - happened[i].mean()) for i in parts]
    return max(gaps), np.average(gaps, weights=[len(i) for i in parts])
