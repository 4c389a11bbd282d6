# ---
# item: calibration_gaps
# kind: alternative
# points: 1
# ---
# %% exercise="calibration_gaps"
def calibration_gaps(chances, happened, groups):
    order = np.argsort(chances)
    p, h = np.array_split(chances[order], groups), np.array_split(happened[order], groups)
    off = np.array([np.sum(a) - np.sum(b) for a, b in zip(p, h)])
    sizes = np.array([len(a) for a in p])
    return np.array([np.abs(off).sum() / len(order), np.max(np.abs(off) / sizes)])
