# ---
# item: unfreeze_top
# kind: wrong
# points: 0
# message: count single numbers
# ---
# %% exercise="unfreeze_top"
def unfreeze_top(model, n):
    model.trainable = True
    for one in reversed(model.layers):
        counts = len(one.weights) > 0 and not isinstance(one, layers.BatchNormalization)
        one.trainable = counts and n > 0
        n -= counts
    return model, len(model.trainable_weights), len(model.non_trainable_weights)
