# ---
# item: build_wide_and_deep
# kind: wrong
# points: 0
# message: ReLU where the plan says tanh
# ---
# %% exercise="build_wide_and_deep"
def build_wide_and_deep(features, classes):
    inputs = keras.Input((features,))
    x = layers.Dense(48, activation="elu")(inputs)
    x = layers.Dropout(0.2)(x)
    x = layers.Dense(24, activation="relu")(x)
    x = layers.Dropout(0.4)(x)
    both = layers.concatenate([x, inputs])
    return keras.Model(inputs, layers.Dense(classes, activation="softmax")(both))
