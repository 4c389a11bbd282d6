# ---
# item: build_residual
# kind: wrong
# points: 0
# message: "a sigmoid doesn't know that"
# ---
# %% exercise="build_residual"
def build_residual(input_shape, classes):
    x = keras.Input(input_shape)
    a = layers.Conv2D(16, 3, padding="same", use_bias=False)(x)
    a = layers.BatchNormalization()(a)
    a = layers.ReLU()(a)
    b = layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False)(a)
    b = layers.BatchNormalization()(b)
    b = layers.ReLU()(b)
    b = layers.Conv2D(32, 3, padding="same", use_bias=False)(b)
    b = layers.BatchNormalization()(b)
    c = layers.Conv2D(32, 1, strides=2, padding="same", use_bias=False)(a)
    y = layers.ReLU()(layers.Add()([b, c]))
    y = layers.GlobalAveragePooling2D()(y)
    y = layers.Dropout(0.2)(y)
    y = layers.Dense(classes, activation="sigmoid")(y)
    return keras.Model(x, y)
