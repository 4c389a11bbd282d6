# ---
# item: unfreeze_top
# kind: alternative
# points: 1.5
# ---
# %% exercise="unfreeze_top"
def unfreeze_top(model, n):
    candidates = [
        one.name
        for one in model.layers
        if one.weights and type(one).__name__ != "BatchNormalization"
    ]
    chosen = set(candidates[len(candidates) - min(n, len(candidates)):])
    model.trainable = True
    trained = 0
    for one in model.layers:
        one.trainable = one.name in chosen
        if one.trainable:
            trained += one.count_params()
    return [model, trained, model.count_params() - trained]
