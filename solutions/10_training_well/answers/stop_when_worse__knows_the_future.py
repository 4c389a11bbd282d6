# ---
# item: stop_when_worse
# kind: wrong
# points: 0
# message: what comes later is never known
# ---
# %% exercise="stop_when_worse"
def stop_when_worse(losses, percent, earliest):
    best = min(losses)
    for epoch in range(earliest, len(losses) + 1):
        if losses[epoch - 1] > min(losses[:epoch]) * (1 + percent / 100):
            return epoch, int(np.argmin(losses)) + 1
    return len(losses), int(np.argmin(losses)) + 1
