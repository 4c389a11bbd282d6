# ---
# item: gradient_penalty
# kind: alternative
# points: 1.5
# ---
# %% exercise="gradient_penalty"
def gradient_penalty(real, made, epsilon, W, b, v, strength):
    total = 0.0
    for x, y, e in zip(real, made, epsilon):
        h = np.tanh((e * x + (1 - e) * y) @ W + b)
        slope = W @ (v * (1 - h * h))
        total += (np.sqrt(slope @ slope) - 1) ** 2
    return strength * total / len(real)
