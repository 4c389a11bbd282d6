# ---
# item: build_reader
# kind: wrong
# points: 0
# message: both directions have weights
# ---
# %% exercise="build_reader"
def build_reader(vocabulary, words, classes):
    return keras.Sequential(
        [
            keras.Input((words,), dtype="int32"),
            layers.Embedding(vocabulary, 24, mask_zero=True),
            layers.LSTM(20, return_sequences=True),
            layers.GRU(20),
            layers.Dense(classes, activation="softmax"),
        ]
    )
