# ---
# item: sort_photos
# kind: alternative
# points: 1.5
# ---
# %% exercise="sort_photos"
keras.utils.set_random_seed(3)
inputs = keras.Input((32, 32, 3))
x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
for filters in (16, 32, 64):
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.MaxPooling2D(2)(x)
x = layers.Dropout(0.2)(layers.Flatten()(x))
eyes = keras.Model(inputs, layers.Dense(3)(x))
eyes.compile(
    keras.optimizers.Adam(2e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
)
eyes.fit(photos_to_learn, kinds_to_learn, batch_size=32, epochs=6, verbose=0)


def sort_photos(images):
    return eyes.predict(images, verbose=0).argmax(-1).astype("int32")
