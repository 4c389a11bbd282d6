# ---
# item: arc
# kind: wrong
# points: 0
# message: that is the straight line
# ---
# %% exercise="arc"
def arc(z1, z2, n):
    t = np.linspace(0, 1, n)[:, None]
    angle = np.clip(z1 @ z2 / np.linalg.norm(z1) / np.linalg.norm(z2), -1, 1) + 1e-9
    if np.sin(angle) < 1e-6:
        return (1 - t) * z1 + t * z2
    return (np.sin((1 - t) * angle) * z1 + np.sin(t * angle) * z2) / np.sin(angle)
