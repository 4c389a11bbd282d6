# ---
# item: build_reader
# kind: alternative
# points: 2
# ---
# %% exercise="build_reader"
def build_reader(vocabulary, words, classes):
    text = keras.Input((words,), dtype="int32")
    vectors = layers.Embedding(vocabulary, 24, mask_zero=True)(text)
    states = layers.LSTM(20, return_sequences=True)(vectors)
    there, back = layers.GRU(10)(states), layers.GRU(10, go_backwards=True)(states)
    both = layers.Concatenate()([there, back])
    return keras.Model(text, layers.Softmax()(layers.Dense(classes)(both)))
