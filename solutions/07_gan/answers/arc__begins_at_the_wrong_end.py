# ---
# item: arc
# kind: wrong
# points: 0
# message: must begin at z1
# ---
# %% exercise="arc"
def arc(z1, z2, n):
    t = np.linspace(0, 1, n)[:, None]
    angle = np.arccos(np.clip(z1 @ z2 / np.linalg.norm(z1) / np.linalg.norm(z2), -1, 1))
    if np.sin(angle) < 1e-6:
        return (1 - t) * z1 + t * z2
    return (np.sin(t * angle) * z1 + np.sin((1 - t) * angle) * z2) / np.sin(angle)
