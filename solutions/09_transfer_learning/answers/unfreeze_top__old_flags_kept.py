# ---
# item: unfreeze_top
# kind: wrong
# points: 0
# message: whatever the flags were before
# ---
# %% exercise="unfreeze_top"
def unfreeze_top(model, n):
    weighted = [one for one in model.layers if one.weights and not isinstance(one, layers.BatchNormalization)]
    model.trainable = model.trainable
    for one in model.layers:
        if one not in weighted:
            one.trainable = False
    for one in weighted[: max(0, len(weighted) - n)]:
        one.trainable = False
    trained = sum(int(np.prod(v.shape)) for v in model.trainable_weights)
    return model, trained, model.count_params() - trained
