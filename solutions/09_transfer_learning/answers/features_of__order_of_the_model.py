# ---
# item: features_of
# kind: wrong
# points: 0
# message: layers in the order of names
# ---
# %% exercise="features_of"
def features_of(model, names, images, batch):
    taps = [keras.Model(model.input, one.output) for one in model.layers if one.name in names]
    pieces = []
    for start in range(0, len(images), batch):
        maps = [np.asarray(tap(images[start : start + batch], training=False)) for tap in taps]
        pieces.append(np.concatenate([m.max(axis=(1, 2)) for m in maps], axis=1))
    return np.concatenate(pieces)
