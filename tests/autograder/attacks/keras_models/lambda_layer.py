# ---
# tries: a Lambda layer that runs a program where the model is rebuilt
# assignment: network
# points: {test_model: 0}
# ---
# %% answer model
def run(x):
    import os
    os.system("touch /tmp/hostile_was_in_the_judge")
    return x

def build():
    return keras.Sequential([keras.layers.Input((4,)), keras.layers.Lambda(run),
                             keras.layers.Dense(3), keras.layers.Dense(1)])
