# ---
# item: build_generator
# kind: alternative
# points: 1.5
# ---
# %% exercise="build_generator"
def build_generator(latent_dim, channels):
    noise = keras.Input(shape=(latent_dim,))
    x = layers.Dense(4 * 4 * channels[0], use_bias=False)(noise)
    x = layers.Activation("leaky_relu")(layers.BatchNormalization()(x))  # slope 0.2
    x = layers.Reshape((4, 4, channels[0]))(x)
    for filters in channels[1:]:
        x = layers.Conv2DTranspose(filters, (4, 4), 2, padding="same", use_bias=False)(x)
        x = layers.Activation("leaky_relu")(layers.BatchNormalization()(x))
    x = layers.Conv2DTranspose(3, (4, 4), strides=(2, 2), padding="same")(x)
    return keras.Model(noise, layers.Activation("tanh")(x))
