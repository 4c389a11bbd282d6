# ---
# item: stops_when
# kind: wrong
# points: 0
# message: "epochs are counted from 1"
# ---
# %% exercise="stops_when"
def stops_when(losses, patience, min_delta):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best] - min_delta:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(losses) - 1, best
