# ---
# item: gradient_penalty
# kind: wrong
# points: 0
# message: here every gradient is (3, 4)
# ---
# %% exercise="gradient_penalty"
def gradient_penalty(real, made, epsilon, W, b, v, strength):
    between = epsilon[:, None] * real + (1 - epsilon[:, None]) * made
    slope = (v * np.tanh(between @ W + b)) @ W.T
    return strength * np.mean((np.linalg.norm(slope, axis=1) - 1) ** 2)
