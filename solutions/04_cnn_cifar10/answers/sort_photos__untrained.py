# ---
# item: sort_photos
# kind: wrong
# points: 0
# message: "hardly better than guessing"
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



def sort_photos(images):
    return np.argmax(sorter.predict(images / 255.0, verbose=0), axis=1)
