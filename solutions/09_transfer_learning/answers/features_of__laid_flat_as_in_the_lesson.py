# ---
# item: features_of
# kind: wrong
# points: 0
# message: make 10 features per image
# ---
# %% exercise="features_of"
def features_of(model, names, images, batch):
    taps = [keras.Model(model.input, model.get_layer(name).output) for name in names]
    pieces = []
    for start in range(0, len(images), batch):
        maps = [tap(images[start : start + batch], training=False) for tap in taps]
        pieces.append(np.concatenate([np.asarray(m).reshape(len(m), -1) for m in maps], axis=1))
    return np.concatenate(pieces)
