# ---
# item: build_reader
# kind: alternative
# points: 2
# ---
# %% exercise="build_reader"
def build_reader(vocabulary, words, classes):
    text = keras.Input(shape=(words,))
    x = layers.Embedding(vocabulary, 24, mask_zero=True)(text)
    x = layers.LSTM(20, return_sequences=True)(x)
    x = layers.Bidirectional(layers.GRU(10), merge_mode="concat")(x)
    return keras.Model(text, layers.Dense(classes, activation="softmax")(x))
