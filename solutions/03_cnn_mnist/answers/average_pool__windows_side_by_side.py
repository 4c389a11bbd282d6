# ---
# item: average_pool
# kind: wrong
# points: 0
# message: windows start every `stride` numbers
# ---
# %% exercise="average_pool"
def average_pool(maps, size, stride):
    height, width, _ = maps.shape
    return np.array([
        [maps[r : r + size, c : c + size].mean(axis=(0, 1)) for c in range(0, width, size)]
        for r in range(0, height, size)
    ])
