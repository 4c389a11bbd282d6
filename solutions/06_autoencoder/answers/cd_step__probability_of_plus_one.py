# ---
# item: cd_step
# kind: wrong
# points: 0
# message: that is the probability of +1
# ---
# %% exercise="cd_step"
def cd_step(pictures, dreams, weights, hidden_bias):
    p = 1 / (1 + np.exp(-2 * (pictures @ weights + hidden_bias)))
    d = 1 / (1 + np.exp(-2 * (dreams @ weights + hidden_bias)))
    return pictures.T @ p / len(pictures) - dreams.T @ d / len(dreams), pictures.mean(axis=0) - dreams.mean(axis=0), p.mean(axis=0) - d.mean(axis=0)
