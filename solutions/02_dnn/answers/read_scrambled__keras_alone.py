# ---
# item: read_scrambled
# kind: alternative
# points: 1.5
# ---
# %% exercise="read_scrambled"
keras.utils.set_random_seed(3)
row = keras.Input((784,))
x = layers.Rescaling(1 / 255)(row)
x = layers.Dense(300, activation="elu")(x)
x = layers.Dropout(0.4)(x)
x = layers.Dense(100, activation="elu")(x)
reader = keras.Model(row, layers.Dense(10)(x))
reader.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))
reader.fit(
    few_rows.astype("float32"), keras.utils.to_categorical(few_labels, 10), epochs=20, batch_size=64, verbose=0
)


def read_scrambled(rows):
    logits = keras.ops.convert_to_numpy(reader(np.asarray(rows, dtype="float32"), training=False))
    return np.argmax(logits, axis=-1)
