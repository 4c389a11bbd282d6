# ---
# item: build_autoencoder
# kind: wrong
# points: 0
# message: it must share their layers
# ---
# %% exercise="build_autoencoder"
def build_autoencoder(pixels, hidden, latent_dim):
    def make_encoder():
        return keras.Sequential([keras.Input((pixels,)), layers.Dense(hidden, activation="tanh"), layers.Dense(latent_dim, use_bias=False)])

    def make_decoder():
        return keras.Sequential([keras.Input((latent_dim,)), layers.Dense(hidden, activation="tanh"), layers.Dense(pixels, activation="sigmoid")])

    return keras.Sequential([keras.Input((pixels,)), make_encoder(), make_decoder()]), make_encoder(), make_decoder()
