# ---
# item: look_up
# kind: alternative
# points: 2
# ---
# %% exercise="look_up"
def look_up(queries, keys, values, width, real):
    distance = np.linalg.norm(queries[:, None] - keys, axis=-1)
    scores = np.where(real[None], -0.5 * (distance / width) ** 2, -np.inf)
    weights = keras.ops.convert_to_numpy(keras.ops.softmax(keras.ops.convert_to_tensor(scores), axis=-1))
    return weights @ values, weights
