# ---
# item: arc
# kind: wrong
# points: 0
# message: that is the straight line
# ---
# %% exercise="arc"
def arc(z1, z2, n):
    t = np.linspace(0, 1, n)[:, None]
    return (1 - t) * z1 + t * z2
