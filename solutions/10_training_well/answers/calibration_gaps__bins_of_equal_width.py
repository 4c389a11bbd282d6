# ---
# item: calibration_gaps
# kind: wrong
# points: 0
# message: sorted by chance
# ---
# %% exercise="calibration_gaps"
def calibration_gaps(chances, happened, groups):
    place = np.minimum((chances * groups).astype(int), groups - 1)
    gaps = [abs(chances[place == g].mean() - happened[place == g].mean()) for g in set(place.tolist())]
    sizes = [(place == g).sum() for g in set(place.tolist())]
    return np.average(gaps, weights=sizes), max(gaps)
