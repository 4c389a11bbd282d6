# ---
# item: stops_when
# kind: wrong
# points: 0
# message: "not those of the last"
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
            return epoch + 1, epoch + 1
    return len(losses), best + 1
