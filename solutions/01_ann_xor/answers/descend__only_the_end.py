# ---
# item: descend
# kind: wrong
# points: 0
# message: "one row per step"
# ---
# %% exercise="descend"
def descend(gradient, start, learning_rate, momentum, steps):
    place, velocity = start.copy(), np.zeros_like(start)
    for _ in range(steps):
        velocity = momentum * velocity - learning_rate * gradient(place)
        place = place + velocity
    return place
