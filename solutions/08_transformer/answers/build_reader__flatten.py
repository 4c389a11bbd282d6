# ---
# item: build_reader
# kind: wrong
# points: 0
# message: "the number of weights is off"
# ---
# %% exercise="build_reader"
def build_reader(vocabulary, length, classes):
    tokens = keras.Input((length,), dtype="int32")
    real = keras.ops.not_equal(tokens, 0)
    x = AddPositions()(layers.Embedding(vocabulary, 24)(tokens))
    x = layers.LayerNormalization()(x + layers.MultiHeadAttention(3, 8)(x, x, attention_mask=real[:, None, :]))
    x = layers.LayerNormalization()(x + layers.Dense(24)(layers.Dense(48, activation="gelu")(x)))
    x = layers.Flatten()(x)
    return keras.Model(tokens, layers.Dense(classes, activation="softmax")(x))
