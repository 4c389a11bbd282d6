# ---
# item: calibration_gaps
# kind: wrong
# points: 0
# message: sorted by chance
# ---
# %% exercise="calibration_gaps"
def calibration_gaps(chances, happened, groups):
    p, h = np.array_split(np.sort(chances), groups), np.array_split(happened, groups)
    gaps = [abs(a.mean() - b.mean()) for a, b in zip(p, h)]
    return np.average(gaps, weights=[len(a) for a in p]), max(gaps)
