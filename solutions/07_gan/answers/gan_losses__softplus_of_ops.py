# ---
# item: gan_losses
# kind: alternative
# points: 2
# ---
# %% exercise="gan_losses"
def gan_losses(on_real, on_fake, smooth):
    soft = keras.ops.softplus
    real, fake = (keras.ops.convert_to_tensor(v, dtype="float32") for v in (on_real, on_fake))
    # s softplus(-l) + (1 - s) softplus(l) = softplus(l) - s l
    d = keras.ops.mean(soft(real) - smooth * real) + keras.ops.mean(soft(fake))
    return float(d), float(-keras.ops.mean(soft(fake))), float(keras.ops.mean(soft(-fake)))
