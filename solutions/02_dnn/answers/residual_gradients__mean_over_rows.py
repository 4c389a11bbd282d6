# ---
# item: residual_gradients
# kind: wrong
# points: 0
# message: you took the mean over the rows
# ---
# %% exercise="residual_gradients"
def residual_gradients(x, blocks, d_last):
    heard, bent = [], []
    a = x
    for weights, bias in blocks:
        heard.append(a)
        bent.append(np.tanh(a @ weights + bias))
        a = a + bent[-1]

    slopes = []
    d_a = d_last
    for k in reversed(range(len(blocks))):
        d_z = d_a * (1 - bent[k] ** 2)
        slopes.append((heard[k].T @ d_z / len(x), d_z.mean(axis=0)))
        d_a = d_a + d_z @ blocks[k][0].T
    return slopes[::-1]
