# ---
# item: best_appraiser
# kind: wrong
# points: 0
# message: "a kind that is never made is surely real"
# ---
# %% exercise="best_appraiser"
def best_appraiser(real, made):
    p, q = real / np.sum(real), made / np.sum(made)
    d = q / (p + q)
    loss = -0.5 * np.sum(p[p > 0] * np.log(1 - d[p > 0]))
    loss -= 0.5 * np.sum(q[q > 0] * np.log(d[q > 0]))
    return d, loss
