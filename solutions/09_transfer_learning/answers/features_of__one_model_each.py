# ---
# item: features_of
# kind: alternative
# points: 1.5
# ---
# %% exercise="features_of"
def features_of(model, names, images, batch):
    columns = []
    for name in names:
        part = keras.Model(model.input, model.get_layer(name).output)
        maps = part.predict(images, batch_size=batch, verbose=0)
        columns.append(maps.reshape(len(images), -1, maps.shape[-1]).max(axis=1))
    return np.hstack(columns)
