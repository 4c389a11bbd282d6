# ---
# item: arc
# kind: alternative
# points: 1
# ---
# %% exercise="arc"
def arc(z1, z2, n):
    a = np.arccos(min(1.0, max(-1.0, float(np.dot(z1, z2) / np.sqrt(np.dot(z1, z1) * np.dot(z2, z2))))))
    points = []
    for i in range(n):
        t = i / (n - 1)
        if a < 1e-6:
            points.append((1 - t) * z1 + t * z2)
        else:
            points.append(np.sin((1 - t) * a) / np.sin(a) * z1 + np.sin(t * a) / np.sin(a) * z2)
    return points
