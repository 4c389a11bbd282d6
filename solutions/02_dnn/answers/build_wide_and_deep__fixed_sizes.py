# ---
# item: build_wide_and_deep
# kind: wrong
# points: 0
# message: use the argument `features`
# ---
# %% exercise="build_wide_and_deep"
def build_wide_and_deep(features, classes):
    inputs = keras.Input((10,))
    x = layers.Dense(48, activation="elu")(inputs)
    x = layers.Dropout(0.2)(x)
    x = layers.Dense(24, activation="tanh")(x)
    x = layers.Dropout(0.4)(x)
    both = layers.concatenate([x, inputs])
    return keras.Model(inputs, layers.Dense(3, activation="softmax")(both))
