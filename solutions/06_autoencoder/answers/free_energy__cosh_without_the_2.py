# ---
# item: free_energy
# kind: wrong
# points: 0
# message: the sum over them isn't 1
# ---
# %% exercise="free_energy"
def free_energy(v, weights, visible_bias, hidden_bias):
    z = v @ weights + hidden_bias
    return -(v @ visible_bias) - (np.logaddexp(z, -z) - np.log(2)).sum(axis=1)
