# ---
# item: cd_step
# kind: wrong
# points: 0
# message: each visible unit times each hidden mean
# ---
# %% exercise="cd_step"
def cd_step(pictures, dreams, weights, hidden_bias):
    p = np.tanh(pictures @ weights + hidden_bias)
    d = np.tanh(dreams @ weights + hidden_bias)
    return np.outer(pictures.mean(axis=0), p.mean(axis=0)) - np.outer(dreams.mean(axis=0), d.mean(axis=0)), pictures.mean(axis=0) - dreams.mean(axis=0), p.mean(axis=0) - d.mean(axis=0)
