# ---
# item: build_reader
# kind: wrong
# points: 0
# message: padding must be masked
# ---
# %% exercise="build_reader"
def build_reader(vocabulary, words, classes):
    return keras.Sequential(
        [
            keras.Input((words,), dtype="int32"),
            layers.Embedding(vocabulary, 24),
            layers.LSTM(20, return_sequences=True),
            layers.Bidirectional(layers.GRU(10)),
            layers.Dense(classes, activation="softmax"),
        ]
    )
