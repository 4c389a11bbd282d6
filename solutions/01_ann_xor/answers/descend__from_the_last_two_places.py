# ---
# item: descend
# kind: alternative
# points: 1
# ---
# %% exercise="descend"
def descend(gradient, start, learning_rate, momentum, steps):
    path = [np.copy(start)]
    for t in range(steps):
        before = path[-2] if t > 0 else path[-1]
        path.append(path[-1] + momentum * (path[-1] - before) - learning_rate * gradient(path[-1]))
    return np.stack(path)
