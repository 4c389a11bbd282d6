# ---
# tries: a layer of its own under the name of a built-in one, which answers whatever is asked
# assignment: network
# points: {test_model: 0}
# ---
# %% answer model
@keras.saving.register_keras_serializable(package="keras.layers", name="Dense")
class Dense(keras.layers.Dense):
    def call(self, x):
        return super().call(x) * 0

def build():
    return keras.Sequential([keras.layers.Input((4,)), Dense(3), keras.layers.Dense(1)])
