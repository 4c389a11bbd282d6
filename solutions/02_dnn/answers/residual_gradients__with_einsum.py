# ---
# item: residual_gradients
# kind: alternative
# points: 2.5
# ---
# %% exercise="residual_gradients"
def residual_gradients(x, blocks, d_last):
    answers = [np.array(x, dtype=float)]
    for weights, bias in blocks:
        answers.append(answers[-1] + np.tanh(np.einsum("ni,ij->nj", answers[-1], weights) + bias))
    blame = np.array(d_last, dtype=float)
    slopes = [None] * len(blocks)
    for k in range(len(blocks) - 1, -1, -1):
        weights, _ = blocks[k]
        at_sum = blame / np.cosh(np.arctanh(np.clip(answers[k + 1] - answers[k], -1 + 1e-15, 1 - 1e-15))) ** 2
        slopes[k] = (np.einsum("ni,nj->ij", answers[k], at_sum), at_sum.sum(0))
        blame = blame + np.einsum("nj,ij->ni", at_sum, weights)
    return slopes
