# ---
# tries: a layer that never comes back
# assignment: network
# points: {test_model: 0}
# reason: stopped after 10 s
# ---
# %% answer model
import time

class Slow(keras.layers.Layer):
    def call(self, x):
        while True:
            time.sleep(1)

def build():
    return keras.Sequential([keras.layers.Input((4,)), Slow(), keras.layers.Dense(1)])
