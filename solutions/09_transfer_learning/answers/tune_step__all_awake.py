# ---
# item: tune_step
# kind: wrong
# points: 0
# message: in the first steps only the head is awake
# ---
# %% exercise="tune_step"
def tune_step(weights, gradients, step, every, rate, factor):
    moved = []
    for layer, (weight, gradient) in enumerate(zip(weights, gradients)):
        below_head = len(weights) - 1 - layer
        awake = True
        moved.append(weight - awake * rate / factor**below_head * gradient)
    return moved
