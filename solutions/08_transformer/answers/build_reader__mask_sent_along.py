# ---
# item: build_reader
# kind: alternative
# points: 2
# ---
# %% exercise="build_reader"
def build_reader(vocabulary, length, classes):
    inputs = layers.Input((length,), dtype="int64")
    x = layers.Embedding(vocabulary, 24, mask_zero=True)(inputs)
    x = AddPositions()(x)
    x = layers.LayerNormalization()(layers.add([x, layers.MultiHeadAttention(3, 8, value_dim=8)(x, x, x)]))
    thinking = keras.Sequential([layers.Dense(48, "gelu"), layers.Dense(24)])
    x = layers.LayerNormalization()(layers.add([x, thinking(x)]))
    x = layers.GlobalAveragePooling1D()(x)
    x = layers.Dense(classes)(x)
    return keras.Model(inputs, layers.Softmax()(x))
