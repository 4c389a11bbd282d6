# ---
# item: calibration_gaps
# kind: wrong
# points: 0
# message: changes the arrays that it is given
# ---
# %% exercise="calibration_gaps"
def calibration_gaps(chances, happened, groups):
    order = np.argsort(chances)
    chances[:] = chances[order]
    happened[:] = happened[order]
    parts = np.array_split(np.arange(len(chances)), groups)
    gaps = [abs(chances[i].mean() - happened[i].mean()) for i in parts]
    return np.average(gaps, weights=[len(i) for i in parts]), max(gaps)
