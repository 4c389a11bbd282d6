# ---
# item: stop_when_worse
# kind: wrong
# points: 0
# message: "a loss above the lowest one isn't enough"
# ---
# %% exercise="stop_when_worse"
def stop_when_worse(losses, percent, earliest):
    for epoch in range(earliest, len(losses) + 1):
        if losses[epoch - 1] > min(losses[:epoch]):
            return epoch, int(np.argmin(losses[:epoch])) + 1
    return len(losses), int(np.argmin(losses)) + 1
