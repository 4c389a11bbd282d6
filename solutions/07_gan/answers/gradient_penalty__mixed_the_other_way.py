# ---
# item: gradient_penalty
# kind: wrong
# points: 0
# message: epsilon = 0 is the made image
# ---
# %% exercise="gradient_penalty"
def gradient_penalty(real, made, epsilon, W, b, v, strength):
    between = epsilon[:, None] * made + (1 - epsilon[:, None]) * real
    slope = (v * (1 - np.tanh(between @ W + b) ** 2)) @ W.T
    return strength * np.mean((np.linalg.norm(slope, axis=1) - 1) ** 2)
