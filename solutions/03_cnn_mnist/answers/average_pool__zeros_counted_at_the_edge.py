# ---
# item: average_pool
# kind: wrong
# points: 0
# message: divide by how many numbers are really there
# ---
# %% exercise="average_pool"
def average_pool(maps, size, stride):
    height, width, _ = maps.shape
    padded = np.pad(maps, ((0, size), (0, size), (0, 0)))
    return np.array([
        [padded[r : r + size, c : c + size].mean(axis=(0, 1)) for c in range(0, width, stride)]
        for r in range(0, height, stride)
    ])
