# ---
# item: smoothed_loss
# kind: alternative
# points: 1.5
# ---
# %% exercise="smoothed_loss"
def smoothed_loss(logits, labels, smoothing):
    one_hot = np.eye(logits.shape[1], dtype="float32")[labels]
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
    return float(loss(one_hot, np.asarray(logits, dtype="float32")))
