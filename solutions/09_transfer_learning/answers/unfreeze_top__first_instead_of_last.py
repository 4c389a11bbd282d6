# ---
# item: unfreeze_top
# kind: wrong
# points: 0
# message: the last two layers that have weights
# ---
# %% exercise="unfreeze_top"
def unfreeze_top(model, n):
    model.trainable = True
    for one in model.layers:
        counts = len(one.weights) > 0 and not isinstance(one, layers.BatchNormalization)
        one.trainable = counts and n > 0
        n -= counts
    trained = sum(int(np.prod(v.shape)) for v in model.trainable_weights)
    return model, trained, model.count_params() - trained
