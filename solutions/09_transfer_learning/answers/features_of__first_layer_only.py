# ---
# item: features_of
# kind: wrong
# points: 0
# message: make 10 features per image
# ---
# %% exercise="features_of"
def features_of(model, names, images, batch):
    tap = keras.Model(model.input, model.get_layer(names[0]).output)
    pieces = [np.asarray(tap(images[i : i + batch], training=False)) for i in range(0, len(images), batch)]
    return np.concatenate(pieces).max(axis=(1, 2))
