# ---
# item: free_energy
# kind: alternative
# points: 1.5
# ---
# %% exercise="free_energy"
def free_energy(v, weights, visible_bias, hidden_bias):
    energies = []
    for picture in v:
        total = -sum(p * a for p, a in zip(picture, visible_bias))
        for j in range(len(hidden_bias)):
            z = hidden_bias[j] + sum(picture[i] * weights[i, j] for i in range(len(picture)))
            total -= max(z, -z) + np.log(1 + np.exp(-2 * abs(z)))
        energies.append(total)
    return energies
