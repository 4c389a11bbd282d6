# ---
# item: build_generator
# kind: wrong
# points: 0
# message: the layers have other weights
# ---
# %% exercise="build_generator"
def build_generator(latent_dim, channels):
    model = keras.Sequential([keras.Input((latent_dim,)), layers.Dense(16 * channels[0], use_bias=False), layers.BatchNormalization(), layers.LeakyReLU(negative_slope=0.2), layers.Reshape((4, 4, channels[0]))])
    for filters in channels[1:]:
        model.add(layers.UpSampling2D())
        model.add(layers.Conv2D(filters, 4, padding="same", use_bias=False))
        model.add(layers.BatchNormalization())
        model.add(layers.LeakyReLU(negative_slope=0.2))
    model.add(layers.UpSampling2D())
    model.add(layers.Conv2D(3, 4, padding="same", activation="tanh"))
    return model
