# ---
# item: wasserstein_round
# kind: wrong
# points: 0
# message: after its step the critic marks real images lower
# ---
# %% exercise="wasserstein_round"
def wasserstein_round(generator, critic, real_batches, noise_batches, rate, clip):
    for real, noise in zip(real_batches, noise_batches[:-1]):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(critic(real)) - tf.reduce_mean(critic(generator(noise)))
        for w, g in zip(critic.trainable_variables, tape.gradient(loss, critic.trainable_variables)):
            w.assign_sub(rate * g)
        for w in critic.trainable_variables:
            w.assign(tf.clip_by_value(w, -clip, clip))
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(critic(generator(noise_batches[-1])))
    for w, g in zip(generator.trainable_variables, tape.gradient(loss, generator.trainable_variables)):
        w.assign_sub(rate * g)
    return generator.get_weights(), critic.get_weights()
