# ---
# item: build_wide_and_deep
# kind: alternative
# points: 2
# ---
# %% exercise="build_wide_and_deep"
def build_wide_and_deep(features, classes):
    inputs = keras.layers.Input((features,))
    x = inputs
    for neurons, activation, rate in [(48, keras.activations.elu, 0.2), (24, keras.activations.tanh, 0.4)]:
        x = layers.Dropout(rate, seed=7)(layers.Dense(neurons, activation=activation)(x))
    x = keras.ops.concatenate([x, inputs], axis=1)
    return keras.Model(inputs, layers.Dense(classes, "softmax")(x))
