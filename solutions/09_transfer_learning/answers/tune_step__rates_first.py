# ---
# item: tune_step
# kind: alternative
# points: 1.5
# ---
# %% exercise="tune_step"
def tune_step(weights, gradients, step, every, rate, factor):
    depth = np.arange(len(weights))[::-1]
    rates = np.where(depth * every <= step, rate * float(factor) ** -depth, 0.0)
    return [w - r * g for w, g, r in zip(weights, gradients, rates)]
