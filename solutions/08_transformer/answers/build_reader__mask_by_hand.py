# ---
# item: build_reader
# kind: alternative
# points: 2
# ---
# %% exercise="build_reader"
def build_reader(vocabulary, length, classes):
    tokens = keras.Input(shape=(length,), dtype="int32", name="tokens")
    real = keras.ops.not_equal(tokens, 0)
    x = layers.Embedding(input_dim=vocabulary, output_dim=24)(tokens)
    x = AddPositions()(x)
    attention = layers.MultiHeadAttention(num_heads=3, key_dim=8)
    looked = attention(query=x, value=x, attention_mask=real[:, None, :])
    x = layers.LayerNormalization()(layers.Add()([x, looked]))
    y = layers.Dense(48, activation=keras.activations.gelu)(x)
    y = layers.Dense(24)(y)
    x = layers.LayerNormalization()(layers.Add()([x, y]))
    share = keras.ops.cast(real, "float32")[:, :, None]
    mean = keras.ops.sum(x * share, axis=1) / keras.ops.sum(share, axis=1)
    return keras.Model(inputs=tokens, outputs=layers.Dense(classes, activation="softmax")(mean))
