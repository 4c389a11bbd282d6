# ---
# item: gradient_penalty
# kind: wrong
# points: 0
# message: squared length of the gradient
# ---
# %% exercise="gradient_penalty"
def gradient_penalty(real, made, epsilon, W, b, v, strength):
    between = epsilon[:, None] * real + (1 - epsilon[:, None]) * made
    slope = (v * (1 - np.tanh(between @ W + b) ** 2)) @ W.T
    return strength * np.mean((np.sum(slope**2, axis=1) - 1) ** 2)
