# ---
# item: best_appraiser
# kind: wrong
# points: 0
# message: "it adds nothing to that sum"
# ---
# %% exercise="best_appraiser"
def best_appraiser(real, made):
    p, q = real / np.sum(real), made / np.sum(made)
    d = p / (p + q)
    return d, -0.5 * np.sum(p * np.log(d)) - 0.5 * np.sum(q * np.log(1 - d))
