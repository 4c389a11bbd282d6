# ---
# item: replace_head
# kind: wrong
# points: 0
# message: up to and including the named layer
# ---
# %% exercise="replace_head"
def replace_head(model, layer_name, classes, fine_tune):
    place = [one.name for one in model.layers].index(layer_name)
    base = keras.Model(model.input, model.layers[place - 1].output)
    for layer in base.layers:
        layer.trainable = fine_tune and not isinstance(layer, layers.BatchNormalization)
    inputs = keras.Input(model.input_shape[1:])
    x = base(inputs)
    x = layers.GlobalMaxPooling2D()(x)
    x = layers.Dropout(0.3)(x)
    return keras.Model(inputs, layers.Dense(classes, name="new_head")(x))
