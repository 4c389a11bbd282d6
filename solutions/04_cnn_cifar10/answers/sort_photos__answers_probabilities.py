# ---
# item: sort_photos
# kind: wrong
# points: 0
# message: "return one number for each image"
# ---
# %% exercise="sort_photos"
keras.utils.set_random_seed(2)
sorter = keras.Sequential(
    [
        keras.Input((32, 32, 3)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ]
)
sorter.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
sorter.fit(photos_to_learn / 255.0, kinds_to_learn, epochs=1, batch_size=32, verbose=0)


def sort_photos(images):
    return sorter.predict(images / 255.0, verbose=0)
