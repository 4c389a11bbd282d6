# ---
# item: stop_when_worse
# kind: wrong
# points: 0
# message: the best weights are put back, not the last ones
# ---
# %% exercise="stop_when_worse"
def stop_when_worse(losses, percent, earliest):
    for epoch in range(earliest, len(losses) + 1):
        if losses[epoch - 1] > min(losses[:epoch]) * (1 + percent / 100):
            return epoch, epoch
    return len(losses), len(losses)
