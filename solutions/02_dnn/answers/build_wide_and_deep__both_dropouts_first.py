# ---
# item: build_wide_and_deep
# kind: wrong
# points: 0
# message: no dropout stands behind the second dense layer
# ---
# %% exercise="build_wide_and_deep"
def build_wide_and_deep(features, classes):
    inputs = keras.Input((features,))
    x = layers.Dense(48, activation="elu")(inputs)
    x = layers.Dropout(0.4)(layers.Dropout(0.2)(x))
    x = layers.Dense(24, activation="tanh")(x)

    both = layers.concatenate([x, inputs])
    return keras.Model(inputs, layers.Dense(classes, activation="softmax")(both))
