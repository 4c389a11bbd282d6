# ---
# item: arc
# kind: alternative
# points: 1
# ---
# %% exercise="arc"
def arc(z1, z2, n):
    u1, u2 = z1 / np.linalg.norm(z1), z2 / np.linalg.norm(z2)
    half = np.arctan2(np.linalg.norm(u1 - u2), np.linalg.norm(u1 + u2))
    angle, t = 2 * half, np.linspace(0, 1, n)
    if angle < 1e-7:
        return z1 + np.outer(t, z2 - z1)
    return np.outer(np.sin((1 - t) * angle), z1) / np.sin(angle) + np.outer(np.sin(t * angle), z2) / np.sin(angle)
