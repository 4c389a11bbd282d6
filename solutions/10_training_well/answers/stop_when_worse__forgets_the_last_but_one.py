# ---
# item: stop_when_worse
# kind: wrong
# points: 0
# message: is every epoch looked at
# ---
# %% exercise="stop_when_worse"
def stop_when_worse(losses, percent, earliest):
    trained = len(losses)
    for epoch in range(earliest, len(losses) - 1):
        if losses[epoch - 1] > min(losses[:epoch]) * (1 + percent / 100):
            trained = epoch
            break
    return trained, int(np.argmin(losses[:trained])) + 1
