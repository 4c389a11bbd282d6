# ---
# item: arc
# kind: wrong
# points: 0
# message: same direction
# ---
# %% exercise="arc"
def arc(z1, z2, n):
    t = np.linspace(0, 1, n)[:, None]
    angle = np.arccos(np.clip(z1 @ z2 / np.linalg.norm(z1) / np.linalg.norm(z2), -1, 1))
    return (np.sin((1 - t) * angle) * z1 + np.sin(t * angle) * z2) / np.sin(angle)
