# ---
# item: features_of
# kind: wrong
# points: 0
# message: is the last, smaller piece there
# ---
# %% exercise="features_of"
def features_of(model, names, images, batch):
    taps = [keras.Model(model.input, model.get_layer(name).output) for name in names]
    pieces = []
    for i in range(len(images) // batch):
        maps = [tap(images[i * batch : (i + 1) * batch], training=False) for tap in taps]
        pieces.append(np.concatenate([np.asarray(m).max(axis=(1, 2)) for m in maps], axis=1))
    return np.concatenate(pieces)
