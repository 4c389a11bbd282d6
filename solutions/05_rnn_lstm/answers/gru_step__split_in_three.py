# ---
# item: gru_step
# kind: alternative
# points: 2
# ---
# %% exercise="gru_step"
def gru_step(x, h, W, U, b):
    def sigmoid(s):
        return 1 / (1 + np.exp(-s))

    Wz, Wr, Wn = np.split(W, 3, axis=1)
    Uz, Ur, Un = np.split(U, 3, axis=1)
    bz, br, bn = np.split(b, 3)
    z = sigmoid(x @ Wz + h @ Uz + bz)
    r = sigmoid(x @ Wr + h @ Ur + br)
    n = np.tanh(x @ Wn + (r * h) @ Un + bn)
    return n + z * (h - n)
