# ---
# item: replace_head
# kind: alternative
# points: 2
# ---
# %% exercise="replace_head"
def replace_head(model, layer_name, classes, fine_tune):
    inputs = keras.Input((8, 8, 3))
    x = inputs
    for one in model.layers[1:]:
        one.trainable = bool(fine_tune) and "norm" not in one.name
        x = one(x)
        if one.name == layer_name:
            break
    x = layers.GlobalMaxPool2D()(x)
    x = layers.Dropout(rate=0.3)(x)
    outputs = layers.Dense(classes, activation="linear", name="new_head")(x)
    return keras.Model(inputs=inputs, outputs=outputs)
