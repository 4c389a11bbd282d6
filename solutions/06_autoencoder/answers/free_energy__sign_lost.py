# ---
# item: free_energy
# kind: wrong
# points: 0
# message: look at the sign
# ---
# %% exercise="free_energy"
def free_energy(v, weights, visible_bias, hidden_bias):
    z = v @ weights + hidden_bias
    return v @ visible_bias + np.logaddexp(z, -z).sum(axis=1)
