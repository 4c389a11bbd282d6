# ---
# item: unfreeze_top
# kind: wrong
# points: 0
# message: with n = 0 none
# ---
# %% exercise="unfreeze_top"
def unfreeze_top(model, n):
    model.trainable = True
    weighted = [one for one in model.layers if one.weights and not isinstance(one, layers.BatchNormalization)]
    for one in model.layers:
        one.trainable = False
    for one in weighted[-n:]:
        one.trainable = True
    trained = sum(int(np.prod(v.shape)) for v in model.trainable_weights)
    return model, trained, model.count_params() - trained
