# ---
# item: residual_gradients
# kind: alternative
# points: 2.5
# ---
# %% exercise="residual_gradients"
def residual_gradients(x, blocks, d_last):
    def go(a, rest):
        if not rest:
            return d_last, []
        (weights, bias), *later = rest
        t = np.tanh(a @ weights + bias)
        d_a, slopes = go(a + t, later)
        d_z = d_a * (1 - t * t)
        return d_a + d_z @ np.transpose(weights), [(a.T @ d_z, np.sum(d_z, axis=0)), *slopes]

    return go(x, list(blocks))[1]
