# ---
# item: descend
# kind: wrong
# points: 0
# message: "do all your rows share one array"
# ---
# %% exercise="descend"
def descend(gradient, start, learning_rate, momentum, steps):
    place = start.copy()
    velocity = np.zeros_like(place)
    path = [place]
    for _ in range(steps):
        velocity = momentum * velocity - learning_rate * gradient(place)
        place += velocity
        path.append(place)
    return np.array(path)
