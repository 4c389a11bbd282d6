# ---
# item: build_autoencoder
# kind: alternative
# points: 2
# ---
# %% exercise="build_autoencoder"
def build_autoencoder(pixels, hidden, latent_dim):
    x = keras.Input((pixels,))
    h = layers.Dense(hidden)(x)
    h = layers.Activation("tanh")(h)
    z = layers.Dense(latent_dim, activation="linear", use_bias=False)(h)
    third, fourth = layers.Dense(hidden, activation="tanh"), layers.Dense(pixels)
    squash = layers.Activation("sigmoid")
    autoencoder = keras.Model(x, squash(fourth(third(z))))
    code = keras.Input((latent_dim,))
    return [autoencoder, keras.Model(x, z), keras.Model(code, squash(fourth(third(code))))]
