# ---
# item: build_network
# kind: alternative
# points: 2
# ---
# %% exercise="build_network"
def build_network(height, width, channels, classes):
    network = keras.models.Sequential(name="to_the_plan")
    network.add(layers.Input(shape=(height, width, channels)))
    network.add(layers.Conv2D(12, (5, 5), (2, 2), "same", activation="relu"))
    network.add(layers.Conv2D(24, (3, 3), activation="relu"))
    network.add(layers.AvgPool2D(2))
    network.add(layers.Conv2D(32, (3, 3), padding="same", activation="relu", use_bias=False))
    network.add(layers.GlobalMaxPool2D())
    network.add(layers.Dropout(0.3))
    network.add(layers.Dense(classes, activation="softmax"))
    return network
