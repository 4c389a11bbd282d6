# ---
# item: wasserstein_round
# kind: wrong
# points: 0
# message: the generator's step has moved it
# ---
# %% exercise="wasserstein_round"
def wasserstein_round(generator, critic, real_batches, noise_batches, rate, clip):
    for real, noise in zip(real_batches, noise_batches[:-1]):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(critic(generator(noise))) - tf.reduce_mean(critic(real))
        for w, g in zip(critic.trainable_variables, tape.gradient(loss, critic.trainable_variables)):
            w.assign_sub(rate * g)
        for w in critic.trainable_variables:
            w.assign(tf.clip_by_value(w, -clip, clip))
    everything = generator.trainable_variables + critic.trainable_variables
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(critic(generator(noise_batches[-1])))
    for w, g in zip(everything, tape.gradient(loss, everything)):
        w.assign_sub(rate * g)
    return generator.get_weights(), critic.get_weights()
