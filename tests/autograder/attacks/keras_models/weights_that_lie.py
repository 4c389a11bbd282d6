# ---
# tries: weights that are larger than the model, and not numbers
# assignment: network
# points: {test_model: 0}
# ---
# %% answer model
class Liar(keras.layers.Dense):
    @property
    def weights(self):
        return [np.zeros((100_000, 100)), "x", None]
    def get_weights(self):
        return [np.zeros((100_000, 100)), "x", None]

Liar.__name__ = "Dense"

def build():
    return keras.Sequential([keras.layers.Input((4,)), Liar(3), keras.layers.Dense(1)])
