# ---
# item: split_by_group
# kind: wrong
# points: 0
# message: other seeds must give other piles
# ---
# %% exercise="split_by_group"
def split_by_group(groups, share, seed):
    chosen = np.zeros(len(groups), bool)
    for group in np.unique(groups):
        if chosen.sum() >= share * len(groups):
            break
        chosen |= groups == group
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)
