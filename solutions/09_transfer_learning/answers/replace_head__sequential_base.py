# ---
# item: replace_head
# kind: alternative
# points: 2
# ---
# %% exercise="replace_head"
def replace_head(model, layer_name, classes, fine_tune):
    place = [one.name for one in model.layers].index(layer_name)
    body = keras.Sequential([keras.Input(model.input_shape[1:]), *model.layers[1 : place + 1]])
    body.trainable = fine_tune
    for one in body.layers:
        if isinstance(one, layers.BatchNormalization):
            one.trainable = False
    image = keras.Input(model.input_shape[1:])
    maps = body(image)
    pooled = layers.Reshape((-1, maps.shape[-1]))(maps)
    pooled = layers.GlobalMaxPooling1D()(pooled)
    return keras.Model(image, layers.Dense(classes, name="new_head")(layers.Dropout(0.3)(pooled)))
