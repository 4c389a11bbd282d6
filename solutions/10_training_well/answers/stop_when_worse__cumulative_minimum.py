# ---
# item: stop_when_worse
# kind: alternative
# points: 1
# ---
# %% exercise="stop_when_worse"
def stop_when_worse(losses, percent, earliest):
    losses = np.asarray(losses, dtype="float64")
    lowest = np.minimum.accumulate(losses)
    worse = (losses > lowest * (1 + percent / 100)) & (np.arange(1, len(losses) + 1) >= earliest)
    end = np.argmax(worse) + 1 if worse.any() else len(losses)
    return np.array([end, losses[:end].argmin() + 1])
