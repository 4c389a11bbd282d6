# ---
# tries: a configuration that makes whoever rebuilds it allocate terabytes
# assignment: network
# points: {test_model: 0}
# sample: true
# ---
# %% answer model
def build():
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    model.layers[0].units = 1_000_000_000
    return model
