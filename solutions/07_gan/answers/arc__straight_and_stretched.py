# ---
# item: arc
# kind: wrong
# points: 0
# message: not on the arc for fresh vectors
# ---
# %% exercise="arc"
def arc(z1, z2, n):
    t = np.linspace(0, 1, n)[:, None]
    line = (1 - t) * z1 + t * z2
    lengths = (1 - t) * np.linalg.norm(z1) + t * np.linalg.norm(z2)
    return line / np.linalg.norm(line, axis=1, keepdims=True) * lengths
