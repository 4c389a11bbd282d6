# ---
# item: descend
# kind: wrong
# points: 0
# message: "with momentum: v = momentum * v - learning_rate * gradient"
# ---
# %% exercise="descend"
def descend(gradient, start, learning_rate, momentum, steps):
    place, average = start.copy(), np.zeros_like(start)
    path = [place]
    for _ in range(steps):
        average = momentum * average + (1 - momentum) * gradient(place)
        place = place - learning_rate * average
        path.append(place)
    return np.array(path)
