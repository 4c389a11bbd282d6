# ---
# item: build_wide_and_deep
# kind: alternative
# points: 2
# ---
# %% exercise="build_wide_and_deep"
def build_wide_and_deep(features, classes):
    example = keras.Input(shape=(features,), name="example")
    deep = layers.Dense(48)(example)
    deep = layers.ELU()(deep)
    deep = layers.Dropout(rate=0.2)(deep)
    deep = layers.Dense(units=24)(deep)
    deep = layers.Activation("tanh")(deep)
    deep = layers.Dropout(rate=0.4)(deep)
    side_by_side = layers.Concatenate(axis=-1)([deep, example])
    logits = layers.Dense(classes)(side_by_side)
    return keras.Model(inputs=example, outputs=layers.Softmax()(logits), name="wide_and_deep")
