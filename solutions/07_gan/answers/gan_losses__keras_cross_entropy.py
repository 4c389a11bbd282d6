# ---
# item: gan_losses
# kind: alternative
# points: 2
# ---
# %% exercise="gan_losses"
def gan_losses(on_real, on_fake, smooth):
    real = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.fill(on_real.shape, tf.constant(smooth, tf.float64)), logits=tf.cast(on_real, tf.float64))
    fake = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.zeros(on_fake.shape, tf.float64), logits=tf.cast(on_fake, tf.float64))
    fooled = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.ones(on_fake.shape, tf.float64), logits=tf.cast(on_fake, tf.float64))
    d = tf.reduce_mean(real) + tf.reduce_mean(fake)
    return d, -tf.reduce_mean(fake), tf.reduce_mean(fooled)
