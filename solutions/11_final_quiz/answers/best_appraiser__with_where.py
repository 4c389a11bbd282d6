# ---
# item: best_appraiser
# kind: alternative
# points: 1
# ---
# %% exercise="best_appraiser"
def best_appraiser(real, made):
    p, q = real / real.sum(), made / made.sum()
    d = p / (p + q)
    of_real = np.where(p > 0, p * np.log(np.where(p > 0, d, 1.0)), 0.0)
    of_made = np.where(q > 0, q * np.log(np.where(q > 0, 1 - d, 1.0)), 0.0)
    return d, -(of_real + of_made).sum() / 2
