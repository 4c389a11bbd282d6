# ---
# item: average_pool
# kind: alternative
# points: 1
# ---
# %% exercise="average_pool"
def average_pool(maps, size, stride):
    height, width, channels = maps.shape
    pooled = []
    for top in range(0, height, stride):
        row = []
        for left in range(0, width, stride):
            bottom, right = min(top + size, height), min(left + size, width)
            number = (bottom - top) * (right - left)
            row.append([maps[top:bottom, left:right, k].sum() / number for k in range(channels)])
        pooled.append(row)
    return pooled
