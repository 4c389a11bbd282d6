# ---
# item: replace_head
# kind: wrong
# points: 0
# message: with fine_tune=True both convolutions
# ---
# %% exercise="replace_head"
def replace_head(model, layer_name, classes, fine_tune):
    base = keras.Model(model.input, model.get_layer(layer_name).output)
    for layer in base.layers:
        layer.trainable = False
    inputs = keras.Input(model.input_shape[1:])
    x = base(inputs)
    x = layers.GlobalMaxPooling2D()(x)
    x = layers.Dropout(0.3)(x)
    return keras.Model(inputs, layers.Dense(classes, name="new_head")(x))
