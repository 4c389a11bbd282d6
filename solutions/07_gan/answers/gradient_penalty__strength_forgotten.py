# ---
# item: gradient_penalty
# kind: wrong
# points: 0
# message: multiplied by strength
# ---
# %% exercise="gradient_penalty"
def gradient_penalty(real, made, epsilon, W, b, v, strength):
    between = epsilon[:, None] * real + (1 - epsilon[:, None]) * made
    slope = (v * (1 - np.tanh(between @ W + b) ** 2)) @ W.T
    return np.mean((np.linalg.norm(slope, axis=1) - 1) ** 2)
