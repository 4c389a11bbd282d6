# ---
# item: unfreeze_top
# kind: wrong
# points: 0
# message: a layer without a bias has weights as well
# ---
# %% exercise="unfreeze_top"
def unfreeze_top(model, n):
    model.trainable = True
    for one in reversed(model.layers):  # thinks that whatever learns has a kernel and a bias
        counts = len(one.weights) > 1 and not isinstance(one, layers.BatchNormalization)
        one.trainable = counts and n > 0
        n -= counts
    trained = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    return model, trained, model.count_params() - trained
