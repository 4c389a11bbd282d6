# ---
# item: average_pool
# kind: wrong
# points: 0
# message: divide by how many numbers are really there
# ---
# %% exercise="average_pool"
def average_pool(maps, size, stride):
    height, width, _ = maps.shape
    return np.array([
        [maps[r : r + size, c : c + size].sum(axis=(0, 1)) / size**2 for c in range(0, width, stride)]
        for r in range(0, height, stride)
    ])
