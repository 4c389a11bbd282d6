# ---
# item: wasserstein_round
# kind: alternative
# points: 2.5
# ---
# %% exercise="wasserstein_round"
def wasserstein_round(generator, critic, real_batches, noise_batches, rate, clip):
    k = len(real_batches)
    for real, noise in zip(real_batches, noise_batches):
        both = tf.concat([real, generator(noise)], axis=0)
        signs = np.r_[np.full(len(real), -1 / len(real)), np.full(len(noise), 1 / len(noise))]
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(critic(both)[:, 0] * signs.astype("float32"))
        slopes = tape.gradient(loss, critic.trainable_variables)
        critic.set_weights([np.clip(w - rate * g.numpy(), -clip, clip) for w, g in zip(critic.get_weights(), slopes)])
    with tf.GradientTape() as tape:
        mark = tf.reduce_mean(critic(generator(noise_batches[k])))
    slopes = tape.gradient(mark, generator.trainable_variables)
    generator.set_weights([w + rate * g.numpy() for w, g in zip(generator.get_weights(), slopes)])
    return [generator.get_weights(), critic.get_weights()]
