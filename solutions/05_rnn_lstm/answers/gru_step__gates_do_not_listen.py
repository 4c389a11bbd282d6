# ---
# item: gru_step
# kind: wrong
# points: 0
# message: go through the four formulas
# ---
# %% exercise="gru_step"
def gru_step(x, h, W, U, b):
    units = h.shape[1]
    gates = 1 / (1 + np.exp(-(x @ W + b)))
    z, r = gates[:, :units], gates[:, units : 2 * units]
    last = slice(2 * units, None)
    n = np.tanh(x @ W[:, last] + (r * h) @ U[:, last] + b[last])
    return z * h + (1 - z) * n
