# ---
# item: gru_step
# kind: alternative
# points: 2
# ---
# %% exercise="gru_step"
def gru_step(x, h, W, U, b):
    units = len(b) // 3
    new = np.empty_like(h)
    for k in range(len(x)):
        score = x[k] @ W + b
        gates = 1 / (1 + np.exp(-(score[: 2 * units] + h[k] @ U[:, : 2 * units])))
        z, r = gates[:units], gates[units:]
        news = np.tanh(score[2 * units :] + (r * h[k]) @ U[:, 2 * units :])
        new[k] = (1 - z) * news + z * h[k]
    return new
