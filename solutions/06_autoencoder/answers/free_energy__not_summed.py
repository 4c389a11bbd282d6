# ---
# item: free_energy
# kind: wrong
# points: 0
# message: one free energy per picture
# ---
# %% exercise="free_energy"
def free_energy(v, weights, visible_bias, hidden_bias):
    z = v @ weights + hidden_bias
    return -(v @ visible_bias)[:, None] - np.logaddexp(z, -z)
