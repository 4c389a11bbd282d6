# ---
# item: average_pool
# kind: wrong
# points: 0
# message: the means are wrong for some size and stride
# ---
# %% exercise="average_pool"
def average_pool(maps, size, stride):
    height, width, _ = maps.shape
    return np.array([
        [maps[r : r + stride, c : c + stride].mean(axis=(0, 1)) for c in range(0, width, stride)]
        for r in range(0, height, stride)
    ])
