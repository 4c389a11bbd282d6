# ---
# item: prepare
# kind: wrong
# points: 0
# message: could not be broadcast
# ---
# %% exercise="prepare"
def prepare(images, means, deviations):
    return ((images / 255 - np.array(means)) / np.array(deviations))[..., ::-1].astype(np.float32)
