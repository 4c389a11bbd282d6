# ---
# item: descend
# kind: alternative
# points: 1
# ---
# %% exercise="descend"
def descend(gradient, start, learning_rate, momentum, steps):
    start = np.asarray(start, dtype=float)
    path = np.empty((steps + 1, *start.shape))
    path[0] = start
    step = 0.0
    for t in range(steps):
        step = momentum * step - learning_rate * gradient(path[t])
        path[t + 1] = path[t] + step
    return path
