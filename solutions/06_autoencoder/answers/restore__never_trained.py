# ---
# item: restore
# kind: wrong
# points: 0
# message: too much of the damage remains
# ---
# %% exercise="restore"
restorer = keras.Sequential([keras.Input((784,)), layers.Dense(384, activation="relu"), layers.Dense(784, activation="sigmoid")])


def restore(images):
    return restorer.predict(images.reshape(-1, 784) / 255.0, verbose=0).reshape(-1, 28, 28)
