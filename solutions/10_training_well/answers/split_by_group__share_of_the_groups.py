# ---
# item: split_by_group
# kind: wrong
# points: 0
# message: fresh groups
# ---
# %% exercise="split_by_group"
def split_by_group(groups, share, seed):
    names = np.random.default_rng(seed).permutation(np.unique(groups))
    chosen = np.isin(groups, names[: int(np.ceil(share * len(names)))])
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)
