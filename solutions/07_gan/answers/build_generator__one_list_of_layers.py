# ---
# item: build_generator
# kind: alternative
# points: 1.5
# ---
# %% exercise="build_generator"
def build_generator(latent_dim, channels):
    def up(filters, bias):
        return layers.Conv2DTranspose(filters, kernel_size=4, strides=2, padding="same", use_bias=bias)

    stack = [keras.Input((latent_dim,)), layers.Dense(16 * channels[0], use_bias=False), layers.BatchNormalization(), layers.LeakyReLU(0.2), layers.Reshape((4, 4, -1))]
    for filters in channels[1:]:
        stack += [up(filters, False), layers.BatchNormalization(axis=-1), layers.LeakyReLU(0.2)]
    return keras.Sequential([*stack, up(3, True), layers.Activation("tanh")], name="generator")
