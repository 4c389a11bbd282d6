# ---
# item: unfreeze_top
# kind: alternative
# points: 1.5
# ---
# %% exercise="unfreeze_top"
def unfreeze_top(model, n):
    model.trainable = True
    for one in model.layers:
        one.trainable = False
    with_weights = [one for one in model.layers if one.get_weights() and "norm" not in one.name]
    for one in with_weights[::-1][:n]:
        one.trainable = True
    trained = sum(np.size(v.numpy()) for v in model.trainable_weights)
    fixed = sum(np.size(v.numpy()) for v in model.non_trainable_weights)
    return model, np.int64(trained), np.int64(fixed)
