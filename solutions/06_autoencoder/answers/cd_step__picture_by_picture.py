# ---
# item: cd_step
# kind: alternative
# points: 2
# ---
# %% exercise="cd_step"
def cd_step(pictures, dreams, weights, hidden_bias):
    step_w, step_a, step_b = np.zeros(weights.shape), np.zeros(len(weights)), np.zeros(len(hidden_bias))
    for sign, side in ((1, pictures), (-1, dreams)):
        for v in side:
            m = np.tanh(hidden_bias + v @ weights)
            step_w += sign * np.outer(v, m) / len(side)
            step_a += sign * v / len(side)
            step_b += sign * m / len(side)
    return [step_w, step_a, step_b]
