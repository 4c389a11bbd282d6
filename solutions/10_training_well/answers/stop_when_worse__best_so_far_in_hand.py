# ---
# item: stop_when_worse
# kind: alternative
# points: 1
# ---
# %% exercise="stop_when_worse"
def stop_when_worse(losses, percent, earliest):
    best, kept, trained = None, 0, 0
    for loss in losses:
        trained += 1
        if best is None or loss < best:
            best, kept = loss, trained
        if trained >= earliest and loss > best + best * percent / 100:
            break
    return [trained, kept]
