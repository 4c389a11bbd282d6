# ---
# item: restore
# kind: wrong
# points: 0
# message: too much of the damage remains
# ---
# %% exercise="restore"
def rows(images):
    return images.reshape(len(images), -1).astype("float32") / 255


keras.utils.set_random_seed(2)
damaged, whole = rows(damaged_images), rows(whole_images)
restorer = keras.Sequential([
    keras.Input((784,)),
    layers.Dense(384, activation="relu"),
    layers.Dense(784, activation="sigmoid"),
])
training.train(restorer, damaged, np.random.default_rng(0).permutation(whole), epochs=6, batch_size=64, learning_rate=2e-3, loss="binary_crossentropy", progress=False)


def restore(images):
    return restorer.predict(rows(images), verbose=0).reshape(-1, 28, 28)
