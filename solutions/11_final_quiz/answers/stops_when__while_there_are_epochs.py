# ---
# item: stops_when
# kind: alternative
# points: 1
# ---
# %% exercise="stops_when"
def stops_when(losses, patience, min_delta):
    queue = list(losses)
    best, kept, epoch, bad = queue.pop(0), 1, 1, 0
    while queue and bad < patience:
        loss = queue.pop(0)
        epoch += 1
        bad += 1
        if loss + min_delta < best:
            best, kept, bad = loss, epoch, 0
    return np.array([epoch, kept])
