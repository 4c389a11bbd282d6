# ---
# item: descend
# kind: wrong
# points: 0
# message: "return the start too"
# ---
# %% exercise="descend"
def descend(gradient, start, learning_rate, momentum, steps):
    place, velocity, path = start.copy(), np.zeros_like(start), []
    for _ in range(steps):
        velocity = momentum * velocity - learning_rate * gradient(place)
        place = place + velocity
        path.append(place)
    return np.array(path)
