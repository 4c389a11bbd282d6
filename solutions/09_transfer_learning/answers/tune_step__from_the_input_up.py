# ---
# item: tune_step
# kind: wrong
# points: 0
# message: the head, which is the last layer, moves
# ---
# %% exercise="tune_step"
def tune_step(weights, gradients, step, every, rate, factor):
    moved = []
    for layer, (weight, gradient) in enumerate(zip(weights, gradients)):
        below_head = layer
        awake = below_head <= step // every
        moved.append(weight - awake * rate / factor**below_head * gradient)
    return moved
