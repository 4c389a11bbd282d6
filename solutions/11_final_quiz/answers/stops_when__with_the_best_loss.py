# ---
# item: stops_when
# kind: alternative
# points: 1
# ---
# %% exercise="stops_when"
def stops_when(losses, patience, min_delta):
    lowest, kept = float("inf"), 0
    for number, loss in enumerate(losses, start=1):
        if lowest - loss > min_delta:
            lowest, kept = float(loss), number
        if number - kept >= patience:
            return number, kept
    return len(losses), kept
