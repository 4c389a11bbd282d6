# ---
# item: look_up
# kind: alternative
# points: 2
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    # |q - k|² = |q|² - 2 q·k + |k|², and |q|² is the same for all keys
    scores = (2 * queries @ keys.T - np.sum(keys**2, axis=1)) / (2 * width**2)
    scores[:, ~real] = -1e30
    scores = scores - scores.max(axis=-1)[:, np.newaxis]
    weights = np.exp(scores)
    weights = weights / weights.sum(axis=-1)[:, np.newaxis]
    return np.einsum("ij,jk->ik", weights, values), weights
