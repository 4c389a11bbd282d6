# ---
# item: split_by_group
# kind: alternative
# points: 1.5
# ---
# %% exercise="split_by_group"
def split_by_group(groups, share, seed):
    names, which, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    enough = np.searchsorted(np.cumsum(sizes[order]), share * len(which)) + 1
    mask = np.isin(which, order[:enough])
    return np.where(~mask)[0], np.where(mask)[0]
