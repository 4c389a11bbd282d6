# ---
# item: cd_step
# kind: alternative
# points: 2
# ---
# %% exercise="cd_step"
def cd_step(pictures, dreams, weights, hidden_bias):
    def means(v):
        z = v @ weights + hidden_bias
        plus = 1 / (1 + np.exp(-2 * z))
        m = plus - (1 - plus)
        return np.einsum("ni,nj->ij", v, m) / len(v), v.mean(0), m.mean(0)

    return tuple(one - other for one, other in zip(means(pictures), means(dreams)))
