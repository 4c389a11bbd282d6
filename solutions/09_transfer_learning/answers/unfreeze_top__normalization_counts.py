# ---
# item: unfreeze_top
# kind: wrong
# points: 0
# message: batch normalization
# ---
# %% exercise="unfreeze_top"
def unfreeze_top(model, n):
    model.trainable = True
    for one in reversed(model.layers):
        one.trainable = bool(one.weights) and n > 0
        n -= bool(one.weights)
    trained = sum(int(np.prod(v.shape)) for v in model.trainable_weights)
    return model, trained, model.count_params() - trained
