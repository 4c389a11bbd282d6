# ---
# item: cd_step
# kind: wrong
# points: 0
# message: has the shape of the weights
# ---
# %% exercise="cd_step"
def cd_step(pictures, dreams, weights, hidden_bias):
    p = np.tanh(pictures @ weights + hidden_bias)
    d = np.tanh(dreams @ weights + hidden_bias)
    return (pictures.T @ p / len(pictures) - dreams.T @ d / len(dreams)).T, pictures.mean(axis=0) - dreams.mean(axis=0), p.mean(axis=0) - d.mean(axis=0)
