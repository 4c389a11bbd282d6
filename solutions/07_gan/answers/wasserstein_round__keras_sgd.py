# ---
# item: wasserstein_round
# kind: alternative
# points: 2.5
# ---
# %% exercise="wasserstein_round"
def wasserstein_round(generator, critic, real_batches, noise_batches, rate, clip):
    down, other = keras.optimizers.SGD(rate), keras.optimizers.SGD(rate)
    for i, real in enumerate(real_batches):
        with tf.GradientTape() as tape:
            loss = keras.ops.mean(critic(generator(noise_batches[i]))) - keras.ops.mean(critic(real))
        weights = critic.trainable_weights
        down.apply_gradients(zip(tape.gradient(loss, weights), weights))
        critic.set_weights([np.clip(w, -clip, clip) for w in critic.get_weights()])
    with tf.GradientTape() as tape:
        loss = keras.ops.mean(-critic(generator(noise_batches[-1])))
    weights = generator.trainable_weights
    other.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return generator.get_weights(), critic.get_weights()
