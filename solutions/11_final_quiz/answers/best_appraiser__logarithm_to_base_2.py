# ---
# item: best_appraiser
# kind: wrong
# points: 0
# message: "use the natural logarithm"
# ---
# %% exercise="best_appraiser"
def best_appraiser(real, made):
    p, q = real / np.sum(real), made / np.sum(made)
    d = p / (p + q)
    loss = -0.5 * np.sum(p[p > 0] * np.log2(d[p > 0]))
    loss -= 0.5 * np.sum(q[q > 0] * np.log2(1 - d[q > 0]))
    return d, loss
