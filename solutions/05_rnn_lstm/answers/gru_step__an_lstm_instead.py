# ---
# item: gru_step
# kind: wrong
# points: 0
# message: with the update gate at 1 the old state stays as it is
# ---
# %% exercise="gru_step"
def gru_step(x, h, W, U, b):
    units = h.shape[1]
    gates = 1 / (1 + np.exp(-(x @ W + h @ U + b)))
    z, r = gates[:, :units], gates[:, units : 2 * units]
    n = np.tanh((x @ W + h @ U + b)[:, 2 * units :])
    return z * h + r * n
