# ---
# item: stop_when_worse
# kind: wrong
# points: 0
# message: compare with the lowest loss so far, not with the epoch just before
# ---
# %% exercise="stop_when_worse"
def stop_when_worse(losses, percent, earliest):
    for epoch in range(max(earliest, 2), len(losses) + 1):
        if losses[epoch - 1] > losses[epoch - 2] * (1 + percent / 100):
            return epoch, int(np.argmin(losses[:epoch])) + 1
    return len(losses), int(np.argmin(losses)) + 1
