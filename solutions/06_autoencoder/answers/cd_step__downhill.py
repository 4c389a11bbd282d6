# ---
# item: cd_step
# kind: wrong
# points: 0
# message: pictures minus dreams, not the other way round
# ---
# %% exercise="cd_step"
def cd_step(pictures, dreams, weights, hidden_bias):
    p = np.tanh(pictures @ weights + hidden_bias)
    d = np.tanh(dreams @ weights + hidden_bias)
    return dreams.T @ d / len(dreams) - pictures.T @ p / len(pictures), dreams.mean(axis=0) - pictures.mean(axis=0), d.mean(axis=0) - p.mean(axis=0)
