# ---
# item: unfreeze_top
# kind: wrong
# points: 0
# message: layers without weights and batch normalization don't count
# ---
# %% exercise="unfreeze_top"
def unfreeze_top(model, n):
    model.trainable = True
    for place, one in enumerate(reversed(model.layers)):
        one.trainable = place < n and not isinstance(one, layers.BatchNormalization)
    trained = sum(int(np.prod(v.shape)) for v in model.trainable_weights)
    return model, trained, model.count_params() - trained
