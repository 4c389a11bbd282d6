# ---
# item: average_pool
# kind: wrong
# points: 0
# message: every channel is pooled for itself
# ---
# %% exercise="average_pool"
def average_pool(maps, size, stride):
    height, width, _ = maps.shape
    return np.array([
        [[maps[r : r + size, c : c + size].mean()] for c in range(0, width, stride)]
        for r in range(0, height, stride)
    ])
