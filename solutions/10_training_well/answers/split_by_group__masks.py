# ---
# item: split_by_group
# kind: wrong
# points: 0
# message: return indices
# ---
# %% exercise="split_by_group"
def split_by_group(groups, share, seed):
    chosen = np.zeros(len(groups), bool)
    for group in np.random.default_rng(seed).permutation(np.unique(groups)):
        if chosen.sum() >= share * len(groups):
            break
        chosen |= groups == group
    return ~chosen, chosen
