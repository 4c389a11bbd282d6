# ---
# item: free_energy
# kind: alternative
# points: 1.5
# ---
# %% exercise="free_energy"
def free_energy(v, weights, visible_bias, hidden_bias):
    z = v @ weights + hidden_bias
    return -(v @ visible_bias) - np.sum(np.abs(z) + np.log1p(np.exp(-2 * np.abs(z))), axis=1)
