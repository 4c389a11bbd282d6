# ---
# item: may_look
# kind: alternative
# points: 1.5
# ---
# %% exercise="may_look"
def may_look(lengths, n, window, sinks):
    masks = []
    for length in lengths:
        mask = [[False] * n for _ in range(n)]
        for i in range(n):
            for j in range(i + 1):
                mask[i][j] = i < length and j < length and (j > i - window or j < sinks)
            if i >= length:
                mask[i][i] = True
        masks.append(mask)
    return np.array(masks)
