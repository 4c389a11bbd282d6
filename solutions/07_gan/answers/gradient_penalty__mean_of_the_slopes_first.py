# ---
# item: gradient_penalty
# kind: wrong
# points: 0
# message: not the penalty that measured slopes give
# ---
# %% exercise="gradient_penalty"
def gradient_penalty(real, made, epsilon, W, b, v, strength):
    between = epsilon[:, None] * real + (1 - epsilon[:, None]) * made
    slope = (v * (1 - np.tanh(between @ W + b) ** 2)) @ W.T
    return strength * (np.linalg.norm(slope.mean(axis=0)) - 1) ** 2
