# ---
# item: read_scrambled
# kind: wrong
# points: 0
# message: on all of the rows
# ---
# %% exercise="read_scrambled"
keras.utils.set_random_seed(2)
reader = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(256, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
training.train(
    reader, few_rows[:40].astype("float32") / 255, few_labels[:40], epochs=60, batch_size=64, learning_rate=2e-3, progress=False
)


def read_scrambled(rows):
    return reader.predict(rows.astype("float32") / 255, verbose=0).argmax(axis=1)
