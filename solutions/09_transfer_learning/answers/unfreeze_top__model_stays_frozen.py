# ---
# item: unfreeze_top
# kind: wrong
# points: 0
# message: frozen as a whole trains nothing
# ---
# %% exercise="unfreeze_top"
def unfreeze_top(model, n):
    trained = 0
    for one in reversed(model.layers):
        counts = len(one.weights) > 0 and not isinstance(one, layers.BatchNormalization)
        one.trainable = counts and n > 0
        n -= counts
        trained += one.count_params() if one.trainable else 0
    return model, trained, model.count_params() - trained
