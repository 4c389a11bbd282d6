# ---
# item: build_autoencoder
# kind: alternative
# points: 2
# ---
# %% exercise="build_autoencoder"
def build_autoencoder(pixels, hidden, latent_dim):
    image = keras.Input(shape=(pixels,))
    code = layers.Dense(latent_dim, use_bias=False)(layers.Dense(hidden, activation="tanh")(image))
    encoder = keras.Model(image, code)
    z = keras.Input(shape=(latent_dim,))
    back = layers.Dense(pixels, activation="sigmoid")(layers.Dense(hidden, activation="tanh")(z))
    decoder = keras.Model(z, back)
    return keras.Model(image, decoder(encoder(image))), encoder, decoder
