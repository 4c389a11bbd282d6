# ---
# item: restore
# kind: alternative
# points: 2
# ---
# %% exercise="restore"
def rows(images):
    return images.reshape(len(images), -1).astype("float32") / 255


keras.utils.set_random_seed(4)
more = np.concatenate([cut_out(whole_images, np.random.default_rng(s)) for s in range(3)])
restorer = keras.Sequential([
    keras.Input((784,)),
    layers.Dense(600, activation="gelu"),
    layers.Dense(600, activation="gelu"),
    layers.Dense(784, activation="sigmoid"),
])
training.train(restorer, rows(more), rows(np.concatenate([whole_images] * 3)), epochs=5, batch_size=64, learning_rate=2e-3, loss="mean_squared_error", progress=False)


def restore(images):
    x = rows(images)
    return np.maximum(x, restorer.predict(x, verbose=0)).reshape(-1, 28, 28)
