# ---
# item: stop_when_worse
# kind: wrong
# points: 0
# message: epochs are counted from 1
# ---
# %% exercise="stop_when_worse"
def stop_when_worse(losses, percent, earliest):
    for epoch in range(earliest - 1, len(losses)):
        if losses[epoch] > min(losses[: epoch + 1]) * (1 + percent / 100):
            return epoch, int(np.argmin(losses[: epoch + 1]))
    return len(losses), int(np.argmin(losses))
