# ---
# item: cd_step
# kind: wrong
# points: 0
# message: is hidden_bias in z
# ---
# %% exercise="cd_step"
def cd_step(pictures, dreams, weights, hidden_bias):
    p = np.tanh(pictures @ weights)
    d = np.tanh(dreams @ weights)
    return pictures.T @ p / len(pictures) - dreams.T @ d / len(dreams), pictures.mean(axis=0) - dreams.mean(axis=0), p.mean(axis=0) - d.mean(axis=0)
