# ---
# item: descend
# kind: wrong
# points: 0
# message: "has changed the array `start`"
# ---
# %% exercise="descend"
def descend(gradient, start, learning_rate, momentum, steps):
    velocity = np.zeros_like(start)
    path = [start.copy()]
    for _ in range(steps):
        velocity = momentum * velocity - learning_rate * gradient(start)
        start += velocity
        path.append(start.copy())
    return np.array(path)
