# ---
# item: build_network
# kind: wrong
# points: 0
# message: takes the maximum, not the mean
# ---
# %% exercise="build_network"
def build_network(height, width, channels, classes):
    return keras.Sequential([
        keras.Input((height, width, channels)),
        layers.Conv2D(12, 5, strides=2, padding="same", activation="relu"),
        layers.Conv2D(24, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, padding="same", activation="relu", use_bias=False),
        layers.GlobalMaxPooling2D(),
        layers.Dense(classes, activation="softmax"),
    ])
