# ---
# item: descend
# kind: wrong
# points: 0
# message: "is the last step kept from one round to the next"
# ---
# %% exercise="descend"
def descend(gradient, start, learning_rate, momentum, steps):
    place = start.copy()
    path = [place]
    for _ in range(steps):
        velocity = np.zeros_like(place)
        velocity = momentum * velocity - learning_rate * gradient(place)
        place = place + velocity
        path.append(place)
    return np.array(path)
