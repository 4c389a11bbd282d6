# ---
# item: free_energy
# kind: wrong
# points: 0
# message: added up one by one
# ---
# %% exercise="free_energy"
def free_energy(v, weights, visible_bias, hidden_bias):
    z = v @ weights
    return -(v @ visible_bias) - np.logaddexp(z, -z).sum(axis=1)
