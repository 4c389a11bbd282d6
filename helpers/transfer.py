"""Transfer learning: a small network to pre-train here, new heads, and VGG16's base.

    network = transfer.small_network(5)         # trained on plenty of images of five classes …
    base = transfer.cut(network, "features")    # … cut off before its head …
    model = transfer.with_head(base, 5)         # … and given a new one, for five other classes

Written for Keras 3 on any backend.
"""

from __future__ import annotations

from typing import NamedTuple

import keras
from keras import layers

from helpers.data import weights

FEATURES = "features"


class PretrainedBase(NamedTuple):
    """A base, and what it has learned.

    Attributes:
        model: images in, maps out; without a head.
        weights: "random", or where the weights come from, for people.
    """

    model: keras.Model
    weights: str

    @property
    def pretrained(self) -> bool:
        """Whether the weights have been trained on anything."""
        return self.weights != "random"


def small_network(
    classes: int,
    *,
    input_shape: tuple[int, int, int] = (28, 28, 1),
    filters: tuple[int, ...] = (16, 32, 64),
    seed: int = 0,
) -> keras.Model:
    """Builds a small convolutional network with batch normalization, made to be cut.

    Each block is convolution 3×3, batch normalization, ReLU and max pooling; the layer "features"
    lays the last maps flat, and "head" answers.

    Args:
        classes: outputs of the softmax.
        input_shape: height, width and channels of an image.
        filters: of the blocks, one after the other.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        A functional model, not compiled; float32 (n, height, width, channels) from 0 to 1 in.
    """
    keras.utils.set_random_seed(seed)
    inputs = keras.Input(input_shape)
    x = inputs
    for number, width in enumerate(filters, 1):
        # The normalization subtracts the mean, so a bias before it would do nothing.
        x = layers.Conv2D(width, 3, padding="same", use_bias=False, name=f"conv{number}")(x)
        # Few images make few steps: with Keras's momentum, 0.99, it would still know its start.
        x = layers.BatchNormalization(momentum=0.9, name=f"norm{number}")(x)
        x = layers.ReLU(name=f"relu{number}")(x)
        x = layers.MaxPooling2D(2, name=f"pool{number}")(x)
    x = layers.Flatten(name=FEATURES)(x)
    outputs = layers.Dense(classes, activation="softmax", name="head")(x)
    return keras.Model(inputs, outputs, name="small_network")


def cut(model: keras.Model, layer: str = FEATURES, name: str = "base") -> keras.Model:
    """The part of a model from its input to a layer, with the same weights, not copies of them.

    Args:
        model: a functional or sequential model.
        layer: name of the last layer to keep.
        name: of the new model.

    Raises:
        ValueError: there is no such layer; names those that there are.
    """
    names = [one.name for one in model.layers]
    if layer not in names:
        raise ValueError(f"cut: there is no layer {layer!r}; choose from {', '.join(names)}")
    return keras.Model(model.input, model.get_layer(layer).output, name=name)


def with_head(
    base: keras.Model, classes: int, *, hidden: int | None = None, seed: int = 0
) -> keras.Model:
    """Puts a new head on a base and freezes the base, batch normalization included.

    Args:
        base: a model whose output is flat features or maps; maps are laid flat.
        classes: outputs of the softmax.
        hidden: neurons of a ReLU layer before the softmax; None for none.
        seed: of the head's first weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        A model with the layers base and "head" (and "hidden"), not compiled. It shares the base's
        weights.
    """
    keras.utils.set_random_seed(seed)
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    x = base(inputs)
    if len(base.output_shape) > 2:
        x = layers.Flatten(name="flat")(x)
    if hidden is not None:
        x = layers.Dense(hidden, activation="relu", name="hidden")(x)
    outputs = layers.Dense(classes, activation="softmax", name="head")(x)
    return keras.Model(inputs, outputs, name="transferred")


def unfreeze(model: keras.Model) -> None:
    """Lets all weights be trained but those of batch normalization, which stays frozen.

    Frozen, it keeps to the statistics of the pre-training and collects no others. Calling the base
    with `training=False`, as one reads, doesn't do that under Keras 3: `fit` calls the model with
    `training=True`, and that goes through to every layer.

    Args:
        model: a model, with models inside or without. Compile it afterwards.
    """
    # Layer by layer: under Keras 3.15 a model that is trainable already passes nothing on.
    model.trainable = True
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            unfreeze(layer)
        else:
            layer.trainable = not isinstance(layer, layers.BatchNormalization)


def trainable_weights(model: keras.Model) -> int:
    """Number of weights that a training of this model would move by gradient descent."""
    return sum(int(keras.ops.size(weight)) for weight in model.trainable_weights)


def vgg16(side: int = 64, *, imagenet: bool = True, seed: int = 0) -> PretrainedBase:
    """Builds VGG16 without its top (S15), with ImageNet weights where they can be had.

    Looks for Keras's file of weights into $COURSE_DATA, the course's and Keras's cache folders,
    then downloads it. Without it the weights are random: everything runs, nothing is transferred.
    Prints in one line which of the two it is. K. Simonyan, A. Zisserman, "Very deep convolutional
    networks for large-scale image recognition", 2014.

    Args:
        side: height and width of the images, at least 32.
        imagenet: False for random weights, without looking.
        seed: of random weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        The base, images (n, side, side, 3) as `keras.applications.vgg16.preprocess_input` makes
        them in, maps (n, side // 32, side // 32, 512) out; and what its weights are.
    """
    keras.utils.set_random_seed(seed)
    model = keras.applications.VGG16(
        include_top=False, weights=None, input_shape=(side, side, 3), name="vgg16"
    )
    for found in weights.find() if imagenet else ():
        before = model.get_weights()
        try:
            model.load_weights(found.path)
        except Exception:  # Keras and HDF5 have a dozen ways to say it
            # Weights of another model may have been taken up to the layer that didn't fit.
            model.set_weights(before)
            print(
                f"{found.where}: {found.path.name} cannot be used: it is damaged, or holds the "
                "weights of another model; looking further."
            )
            continue
        print(f"VGG16 without its top: {found.label}, from {found.where}")
        return PretrainedBase(model, found.label)
    print("VGG16 without its top: random weights. Everything runs, but nothing is transferred.")
    return PretrainedBase(model, "random")
