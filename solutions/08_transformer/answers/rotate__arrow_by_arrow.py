# ---
# item: rotate
# kind: alternative
# points: 1.5
# ---
# %% exercise="rotate"
def rotate(x, places, base):
    n, d = x.shape
    turned = np.zeros((n, d), dtype="float32")
    for row in range(n):
        for i in range(d // 2):
            angle = places[row] / base ** (2 * i / d)
            turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            turned[row, [i, i + d // 2]] = turn @ x[row, [i, i + d // 2]]
    return turned
