# ---
# item: tune_step
# kind: alternative
# points: 1.5
# ---
# %% exercise="tune_step"
def tune_step(weights, gradients, step, every, rate, factor):
    new = [np.array(w, dtype=float) for w in weights]
    awake = min(len(new), 1 + step // every)
    current = rate
    for k in range(1, awake + 1):
        new[-k] = new[-k] - current * np.asarray(gradients[-k])
        current = current / factor
    return tuple(new)
