# ---
# item: build_residual
# kind: alternative
# points: 2
# ---
# %% exercise="build_residual"
def build_residual(input_shape, classes):
    image = keras.Input(input_shape, name="photo")
    a = layers.BatchNormalization(name="bn1")(layers.Conv2D(16, 3, padding="same", use_bias=False)(image))
    a = layers.Activation("relu")(a)
    b = layers.Conv2D(32, 3, 2, padding="same", use_bias=False)(a)
    b = layers.Activation("relu")(layers.BatchNormalization()(b))
    b = layers.BatchNormalization()(layers.Conv2D(32, 3, padding="same", use_bias=False)(b))
    c = layers.Conv2D(32, 1, 2, padding="valid", use_bias=False)(a)
    y = layers.Activation("relu")(layers.add([c, b]))
    y = layers.GlobalAveragePooling2D()(y)
    return keras.Model(image, layers.Dense(classes, "softmax")(layers.Dropout(0.2)(y)))
