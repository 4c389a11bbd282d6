# ---
# item: build_autoencoder
# kind: wrong
# points: 0
# message: layers[-1] alone is not the decoder
# ---
# %% exercise="build_autoencoder"
def build_autoencoder(pixels, hidden, latent_dim):
    encoder = keras.Sequential([keras.Input((pixels,)), layers.Dense(hidden, activation="tanh"), layers.Dense(latent_dim, use_bias=False)])
    autoencoder = keras.Sequential([keras.Input((pixels,)), encoder, layers.Dense(hidden, activation="tanh"), layers.Dense(pixels, activation="sigmoid")])
    z = keras.Input((hidden,))
    return autoencoder, encoder, keras.Model(z, autoencoder.layers[-1](z))
