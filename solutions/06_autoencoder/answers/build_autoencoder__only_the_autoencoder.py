# ---
# item: build_autoencoder
# kind: wrong
# points: 0
# message: return three models
# ---
# %% exercise="build_autoencoder"
def build_autoencoder(pixels, hidden, latent_dim):
    encoder = keras.Sequential([
        keras.Input((pixels,)),
        layers.Dense(hidden, activation="tanh"),
        layers.Dense(latent_dim, use_bias=False),
    ])
    decoder = keras.Sequential([
        keras.Input((latent_dim,)),
        layers.Dense(hidden, activation="tanh"),
        layers.Dense(pixels, activation="sigmoid"),
    ])
    return keras.Sequential([keras.Input((pixels,)), encoder, decoder])
