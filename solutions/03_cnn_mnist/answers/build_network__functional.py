# ---
# item: build_network
# kind: alternative
# points: 2
# ---
# %% exercise="build_network"
def build_network(height, width, channels, classes):
    inputs = keras.Input(shape=(height, width, channels), name="image")
    x = layers.Conv2D(filters=12, kernel_size=(5, 5), strides=(2, 2), padding="same")(inputs)
    x = layers.ReLU()(x)
    x = layers.Conv2D(24, (3, 3), padding="valid", activation=keras.activations.relu)(x)
    x = layers.AveragePooling2D(pool_size=(2, 2))(x)
    x = layers.Conv2D(32, 3, padding="same", use_bias=False)(x)
    x = layers.Activation("relu")(x)
    x = layers.GlobalMaxPooling2D()(x)
    x = layers.Dense(classes)(x)
    return keras.Model(inputs, layers.Softmax()(x))
