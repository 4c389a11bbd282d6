# ---
# item: average_pool
# kind: wrong
# points: 0
# message: did you drop the one that sticks out
# ---
# %% exercise="average_pool"
def average_pool(maps, size, stride):
    height, width, _ = maps.shape
    return np.array([
        [maps[r : r + size, c : c + size].mean(axis=(0, 1)) for c in range(0, width - size + 1, stride)]
        for r in range(0, max(height - size, 0) + 1, stride)
    ])
