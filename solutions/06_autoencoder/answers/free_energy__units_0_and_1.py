# ---
# item: free_energy
# kind: wrong
# points: 0
# message: that is the free energy for units 0 and 1
# ---
# %% exercise="free_energy"
def free_energy(v, weights, visible_bias, hidden_bias):
    z = v @ weights + hidden_bias
    return -(v @ visible_bias) - np.logaddexp(0, z).sum(axis=1)
