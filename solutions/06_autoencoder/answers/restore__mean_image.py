# ---
# item: restore
# kind: wrong
# points: 0
# message: too much of the damage remains
# ---
# %% exercise="restore"
typical = whole_images.mean(axis=0) / 255


def restore(images):
    return np.broadcast_to(typical, images.shape).copy()
