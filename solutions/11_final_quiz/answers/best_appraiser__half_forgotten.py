# ---
# item: best_appraiser
# kind: wrong
# points: 0
# message: "where is the factor 1/2?"
# ---
# %% exercise="best_appraiser"
def best_appraiser(real, made):
    p, q = real / np.sum(real), made / np.sum(made)
    d = p / (p + q)
    loss = -1.0 * np.sum(p[p > 0] * np.log(d[p > 0]))
    loss -= 1.0 * np.sum(q[q > 0] * np.log(1 - d[q > 0]))
    return d, loss
