# ---
# item: split_by_group
# kind: wrong
# points: 0
# message: shuffle the groups, each of them once
# ---
# %% exercise="split_by_group"
def split_by_group(groups, share, seed):
    moved = []
    for example in np.random.default_rng(seed).permutation(len(groups)):
        if np.isin(groups, moved).sum() >= share * len(groups):
            break
        moved.append(groups[example])
    in_validation = np.isin(groups, moved)
    return np.flatnonzero(~in_validation), np.flatnonzero(in_validation)
