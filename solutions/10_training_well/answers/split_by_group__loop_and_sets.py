# ---
# item: split_by_group
# kind: alternative
# points: 1.5
# ---
# %% exercise="split_by_group"
def split_by_group(groups, share, seed):
    names = sorted(set(np.asarray(groups).tolist()))
    np.random.default_rng(seed).shuffle(names)
    val = []
    while len(val) < share * len(groups):
        name = names.pop()
        val += [i for i, g in enumerate(groups) if g == name]
    inside = set(val)
    return [i for i in range(len(groups)) if i not in inside], val
