# ---
# item: restore
# kind: wrong
# points: 0
# message: what comes back is as damaged as what went in
# ---
# %% exercise="restore"
def restore(images):
    return images / 255
