# ---
# item: build_residual
# kind: alternative
# points: 2
# ---
# %% exercise="build_residual"
def build_residual(input_shape, classes):
    def conv(filters, kernel, stride=1):
        return layers.Conv2D(filters, (kernel, kernel), stride, "same", use_bias=False)

    inputs = layers.Input(shape=input_shape)
    stem = layers.Activation("relu")(layers.BatchNormalization()(conv(16, 3)(inputs)))
    short = conv(32, 1, 2)(stem)
    long = layers.Activation("relu")(layers.BatchNormalization()(conv(32, 3, 2)(stem)))
    long = layers.BatchNormalization()(conv(32, 3)(long))
    joined = layers.Activation("relu")(short + long)
    features = layers.Dropout(0.2)(layers.GlobalAvgPool2D()(joined))
    outputs = layers.Softmax()(layers.Dense(classes)(features))
    return keras.Model(inputs=inputs, outputs=outputs, name="residual")
