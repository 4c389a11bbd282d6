# ---
# item: split_by_group
# kind: wrong
# points: 0
# message: a group stands in both piles
# ---
# %% exercise="split_by_group"
def split_by_group(groups, share, seed):
    order = np.random.default_rng(seed).permutation(len(groups))
    n = int(np.ceil(share * len(groups)))
    return order[n:], order[:n]
