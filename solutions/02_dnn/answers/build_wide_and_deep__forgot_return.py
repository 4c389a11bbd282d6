# ---
# item: build_wide_and_deep
# kind: wrong
# points: 0
# message: is there a `return`?
# ---
# %% exercise="build_wide_and_deep"
def build_wide_and_deep(features, classes):
    inputs = keras.Input((features,))
    x = layers.Dense(48, activation="elu")(inputs)
    x = layers.Dropout(0.2)(x)
    x = layers.Dense(24, activation="tanh")(x)
    x = layers.Dropout(0.4)(x)
    both = layers.concatenate([x, inputs])
    keras.Model(inputs, layers.Dense(classes, activation="softmax")(both))
