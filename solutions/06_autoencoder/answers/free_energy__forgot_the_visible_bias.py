# ---
# item: free_energy
# kind: wrong
# points: 0
# message: visible_bias likes the first pixel
# ---
# %% exercise="free_energy"
def free_energy(v, weights, visible_bias, hidden_bias):
    z = v @ weights + hidden_bias
    return -np.logaddexp(z, -z).sum(axis=1)
