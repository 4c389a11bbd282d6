# ---
# item: features_of
# kind: alternative
# points: 1.5
# ---
# %% exercise="features_of"
def features_of(model, names, images, batch):
    pooled = [layers.GlobalMaxPooling2D()(model.get_layer(name).output) for name in names]
    joined = layers.Concatenate()(pooled) if len(pooled) > 1 else pooled[0]
    whole = keras.Model(model.input, joined)
    found = None
    for i in range(-(-len(images) // batch)):
        piece = np.asarray(whole(images[i * batch : (i + 1) * batch], training=False))
        found = piece if found is None else np.vstack([found, piece])
    return found
