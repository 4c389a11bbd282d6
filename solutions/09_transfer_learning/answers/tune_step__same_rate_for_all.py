# ---
# item: tune_step
# kind: wrong
# points: 0
# message: with half the rate
# ---
# %% exercise="tune_step"
def tune_step(weights, gradients, step, every, rate, factor):
    moved = []
    for layer, (weight, gradient) in enumerate(zip(weights, gradients)):
        below_head = len(weights) - 1 - layer
        awake = below_head <= step // every
        moved.append(weight - awake * rate * gradient)
    return moved
