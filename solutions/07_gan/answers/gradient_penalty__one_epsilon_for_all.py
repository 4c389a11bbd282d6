# ---
# item: gradient_penalty
# kind: wrong
# points: 0
# message: each pair has its own epsilon
# ---
# %% exercise="gradient_penalty"
def gradient_penalty(real, made, epsilon, W, b, v, strength):
    between = epsilon[0] * real + (1 - epsilon[0]) * made
    slope = (v * (1 - np.tanh(between @ W + b) ** 2)) @ W.T
    return strength * np.mean((np.linalg.norm(slope, axis=1) - 1) ** 2)
