# ---
# item: best_appraiser
# kind: wrong
# points: 0
# message: "compare shares"
# ---
# %% exercise="best_appraiser"
def best_appraiser(real, made):
    p, q = real / np.sum(real), made / np.sum(made)
    d = real / (real + made)
    loss = -0.5 * np.sum(p[p > 0] * np.log(d[p > 0]))
    loss -= 0.5 * np.sum(q[q > 0] * np.log(1 - d[q > 0]))
    return d, loss
