# ---
# item: hidden_gradients
# kind: alternative
# points: 1
# ---
# %% exercise="hidden_gradients"
def hidden_gradients(x, slope, weights2, d_score):
    blame = d_score[:, None] * weights2[None, :] * slope
    return np.einsum("nd,nh->dh", x, blame), np.einsum("nh->h", blame)
