# ---
# item: cd_step
# kind: wrong
# points: 0
# message: each side is divided by its own number
# ---
# %% exercise="cd_step"
def cd_step(pictures, dreams, weights, hidden_bias):
    p = np.tanh(pictures @ weights + hidden_bias)
    d = np.tanh(dreams @ weights + hidden_bias)
    return (pictures.T @ p - dreams.T @ d) / len(pictures), (pictures.sum(axis=0) - dreams.sum(axis=0)) / len(pictures), (p.sum(axis=0) - d.sum(axis=0)) / len(pictures)
