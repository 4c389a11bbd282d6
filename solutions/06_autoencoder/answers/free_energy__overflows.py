# ---
# item: free_energy
# kind: wrong
# points: 0
# message: the exponential has overflowed
# ---
# %% exercise="free_energy"
def free_energy(v, weights, visible_bias, hidden_bias):
    z = v @ weights + hidden_bias
    return -(v @ visible_bias) - np.log(np.exp(z) + np.exp(-z)).sum(axis=1)
