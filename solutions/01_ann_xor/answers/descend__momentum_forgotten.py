# ---
# item: descend
# kind: wrong
# points: 0
# message: "is the last step kept from one round to the next"
# ---
# %% exercise="descend"
def descend(gradient, start, learning_rate, momentum, steps):
    path = [start.copy()]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * gradient(path[-1]))
    return np.array(path)
