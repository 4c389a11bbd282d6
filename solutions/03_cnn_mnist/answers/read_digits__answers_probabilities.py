# ---
# item: read_digits
# kind: wrong
# points: 0
# message: take the argmax along the last axis
# ---
# %% exercise="read_digits"
keras.utils.set_random_seed(2)
reader = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(16, 5, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
training.train(reader, data.images_to_float(few_images), few_labels, epochs=1, progress=False)


def read_digits(images):
    return reader.predict(data.images_to_float(images), verbose=0)
