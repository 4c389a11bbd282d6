# ---
# item: descend
# kind: wrong
# points: 0
# message: "the walk goes uphill"
# ---
# %% exercise="descend"
def descend(gradient, start, learning_rate, momentum, steps):
    place, velocity = start.copy(), np.zeros_like(start)
    path = [place]
    for _ in range(steps):
        velocity = momentum * velocity + learning_rate * gradient(place)
        place = place + velocity
        path.append(place)
    return np.array(path)
