# ---
# item: tune_step
# kind: wrong
# points: 0
# message: changes the arrays
# ---
# %% exercise="tune_step"
def tune_step(weights, gradients, step, every, rate, factor):
    for depth in range(min(len(weights), 1 + step // every)):
        weights[-1 - depth] -= rate / factor**depth * gradients[-1 - depth]
    return weights
