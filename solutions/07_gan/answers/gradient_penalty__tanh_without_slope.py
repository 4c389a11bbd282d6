# ---
# item: gradient_penalty
# kind: wrong
# points: 0
# message: not the penalty that measured slopes give
# ---
# %% exercise="gradient_penalty"
def gradient_penalty(real, made, epsilon, W, b, v, strength):
    slope = np.tile(W @ v, (len(real), 1))
    return strength * np.mean((np.linalg.norm(slope, axis=1) - 1) ** 2)
