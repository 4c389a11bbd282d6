# ---
# item: split_by_group
# kind: wrong
# points: 0
# message: 'fresh groups: validation holds less than its share'
# ---
# %% exercise="split_by_group"
def split_by_group(groups, share, seed):
    chosen = np.zeros(len(groups), bool)
    for group in np.random.default_rng(seed).permutation(np.unique(groups)):
        more = chosen | (groups == group)
        if more.sum() > share * len(groups):
            break
        chosen = more
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)
