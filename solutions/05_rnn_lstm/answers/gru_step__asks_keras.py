# ---
# item: gru_step
# kind: alternative
# points: 2
# ---
# %% exercise="gru_step"
def gru_step(x, h, W, U, b):
    layer = layers.GRU(h.shape[1], reset_after=False)
    layer.build((None, 1, x.shape[1]))
    layer.set_weights([W, U, b])
    return keras.ops.convert_to_numpy(layer(x[:, None, :].astype("float32"), initial_state=h.astype("float32")))
