# ---
# item: build_generator
# kind: wrong
# points: 0
# message: has no biases of its own
# ---
# %% exercise="build_generator"
def build_generator(latent_dim, channels):
    model = keras.Sequential([keras.Input((latent_dim,))])
    model.add(layers.Dense(16 * channels[0], use_bias=True))
    model.add(layers.BatchNormalization())
    model.add(layers.LeakyReLU(negative_slope=0.2))
    model.add(layers.Reshape((4, 4, channels[0])))
    for filters in channels[1:]:
        model.add(layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=True))
        model.add(layers.BatchNormalization())
        model.add(layers.LeakyReLU(negative_slope=0.2))
    model.add(layers.Conv2DTranspose(3, 4, strides=2, padding="same", activation="tanh"))
    return model
