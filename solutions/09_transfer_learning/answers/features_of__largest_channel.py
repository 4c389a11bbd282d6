# ---
# item: features_of
# kind: wrong
# points: 0
# message: make 10 features per image
# ---
# %% exercise="features_of"
def features_of(model, names, images, batch):
    taps = [keras.Model(model.input, model.get_layer(name).output) for name in names]
    maps = [tap(images, training=False) for tap in taps]
    return np.concatenate([np.asarray(m).max(axis=-1).reshape(len(m), -1) for m in maps], axis=1)
