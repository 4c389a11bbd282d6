# ---
# item: read_digits
# kind: alternative
# points: 1.5
# ---
# %% exercise="read_digits"
keras.utils.set_random_seed(3)
image = keras.Input((28, 28))
x = layers.Rescaling(1 / 255)(image)
x = layers.Reshape((28, 28, 1))(x)
x = layers.Conv2D(32, 3, strides=2, activation="relu")(x)
x = layers.Conv2D(32, 3, strides=2, activation="relu")(x)
x = layers.Flatten()(x)
x = layers.Dense(64, activation="relu")(x)
reader = keras.Model(image, layers.Dense(10)(x))
reader.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))
reader.fit(few_images.astype("float32"), keras.utils.to_categorical(few_labels, 10), epochs=12, batch_size=32, verbose=0)


def read_digits(images):
    logits = keras.ops.convert_to_numpy(reader(np.asarray(images, dtype="float32")))
    return np.argmax(logits, axis=-1)
