# ---
# item: nucleus
# kind: alternative
# points: 1.5
# ---
# %% exercise="nucleus"
def nucleus(logits, temperature, p):
    z = np.asarray(logits, dtype="float64") / temperature
    order = np.argsort(-z)
    shares = keras.ops.convert_to_numpy(keras.ops.softmax(keras.ops.convert_to_tensor(z)))
    out = order[1:][np.cumsum(shares[order])[:-1] >= p]
    left = z.copy()
    left[out] = -np.inf
    powers = np.exp(left - left.max())
    return powers / powers.sum()
