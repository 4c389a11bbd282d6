# ---
# item: free_energy
# kind: wrong
# points: 0
# message: wrong for large weights
# ---
# %% exercise="free_energy"
def free_energy(v, weights, visible_bias, hidden_bias):
    z = v @ weights + hidden_bias
    return -(v @ visible_bias) - np.log(2 * np.cosh(np.clip(z, -300, 300))).sum(axis=1)
