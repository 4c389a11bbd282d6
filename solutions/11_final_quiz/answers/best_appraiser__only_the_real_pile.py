# ---
# item: best_appraiser
# kind: wrong
# points: 0
# message: "each logarithm counts as much as its kind's share in that pile"
# ---
# %% exercise="best_appraiser"
def best_appraiser(real, made):
    p, q = real / np.sum(real), made / np.sum(made)
    d = p / (p + q)
    return d, -np.sum(p[p > 0] * np.log(d[p > 0]))
