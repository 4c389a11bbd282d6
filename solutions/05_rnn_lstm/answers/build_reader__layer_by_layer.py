# ---
# item: build_reader
# kind: alternative
# points: 2
# ---
# %% exercise="build_reader"
def build_reader(vocabulary, words, classes):
    model = keras.Sequential(name="reader")
    model.add(keras.Input(shape=(words,), dtype="int64"))
    model.add(layers.Embedding(input_dim=vocabulary, output_dim=24, mask_zero=True))
    model.add(layers.LSTM(units=20, return_sequences=True))
    model.add(layers.Bidirectional(layers.GRU(units=10)))
    model.add(layers.Dense(classes))
    model.add(layers.Activation("softmax"))
    return model
