# ---
# item: read_scrambled
# kind: wrong
# points: 0
# message: hardly better than guessing
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


def read_scrambled(rows):
    return reader.predict(rows.astype("float32") / 255, verbose=0).argmax(axis=1)
