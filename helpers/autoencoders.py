"""Autoencoders for images of 28×28 pixels: as the source material prints them, and better ones.

Each comes in three parts that share their weights, since one wants the halves too:

    autoencoder, encoder, decoder = autoencoders.printed(32)          # S12
    autoencoder, encoder, decoder = autoencoders.dense(32, hidden=(256,))

Written for Keras 3 on any backend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers

from helpers.models import Recipe

PIXELS = 28 * 28

# Size of the code → how the source trains it. It compiles and prints no fit. The model is that of
# F. Chollet, "Building autoencoders in Keras", blog.keras.io, 2016, so epochs and batch size are
# those that this model is published with.
PRINTED: dict[int, Recipe] = {
    size: Recipe(
        source,
        epochs=50,
        batch_size=256,
        loss="binary_crossentropy",
        optimizer="adam",
        note="no fit is printed: epochs and batch size are those of the model's first publication",
    )
    for size, source in ((32, "S12"), (64, "S13"))
}

# What `training.train` needs to reach the loss of 50 constant epochs: a twentyfold rate that rises
# and then falls to 0. tests/bench/autoencoders.py measures both side by side.
FAST_RECIPE: Mapping[str, Any] = MappingProxyType(
    {
        "epochs": 8,
        "batch_size": 256,
        "learning_rate": 2e-2,
        "schedule": "cosine",
        "loss": "binary_crossentropy",
    }
)


class Autoencoder(NamedTuple):
    """An autoencoder and its halves; training one trains all.

    Attributes:
        model: input → reconstruction.
        encoder: input → code, (n, size of the code).
        decoder: code → reconstruction.
    """

    model: keras.Model
    encoder: keras.Model
    decoder: keras.Model


def printed(latent_dim: int = 32, *, seed: int = 0) -> Autoencoder:
    """Builds the source's autoencoders S12 (32) and S13 (64) as they are printed.

    The decoder is cut out as `autoencoder.layers[-1]`, which works as long as it is one layer.

    Args:
        latent_dim: size of the code.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        784 → Dense ReLU → Dense 784 sigmoid, not compiled; float32 (n, 784) from 0 to 1 in and out.
    """
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((PIXELS,))
    code = layers.Dense(latent_dim, activation="relu")(inputs)
    outputs = layers.Dense(PIXELS, activation="sigmoid")(code)
    model = keras.Model(inputs, outputs, name=f"autoencoder_{latent_dim}")
    encoder = keras.Model(inputs, code, name="encoder")
    coded = keras.Input((latent_dim,))
    decoder = keras.Model(coded, model.layers[-1](coded), name="decoder")
    return Autoencoder(model, encoder, decoder)


def dense(latent_dim: int, *, hidden: Sequence[int] = (), seed: int = 0) -> Autoencoder:
    """Builds an autoencoder whose code is linear, so that no unit of it can die.

    Args:
        latent_dim: size of the code.
        hidden: ReLU layers before the code, the same in reverse order behind it.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        Two models and their chain, not compiled; float32 (n, 784) from 0 to 1 in and out.
    """
    keras.utils.set_random_seed(seed)
    encoder = keras.Sequential(
        [
            keras.Input((PIXELS,)),
            *(layers.Dense(n, activation="relu") for n in hidden),
            layers.Dense(latent_dim),
        ],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((latent_dim,)),
            *(layers.Dense(n, activation="relu") for n in reversed(hidden)),
            layers.Dense(PIXELS, activation="sigmoid"),
        ],
        name="decoder",
    )
    return _chained(encoder, decoder, (PIXELS,), "dense_autoencoder")


def convolutional(*, filters: tuple[int, int] = (16, 16), seed: int = 0) -> Autoencoder:
    """Builds a convolutional autoencoder: two strides down to 7×7 maps, two strides up again.

    Args:
        filters: of the first and the second convolution; the code has 7·7·filters[1] numbers.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        Two models and their chain, not compiled; float32 (n, 28, 28, 1) from 0 to 1 in and out.
    """
    keras.utils.set_random_seed(seed)
    first, second = filters
    down = {"strides": 2, "padding": "same", "activation": "relu"}
    encoder = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(first, 3, **down),
            layers.Conv2D(second, 3, **down),
        ],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((7, 7, second)),
            layers.Conv2DTranspose(second, 3, **down),
            layers.Conv2DTranspose(first, 3, **down),
            layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
        ],
        name="decoder",
    )
    return _chained(encoder, decoder, (28, 28, 1), "convolutional_autoencoder")


def answers(model: keras.Model, x: np.ndarray, batch_size: int = 2_000) -> np.ndarray:
    """A model's answers as an array, without the second that `predict` takes to get ready.

    Args:
        model: any Keras model with one input and one output.
        x: its inputs, (n, …), at least one.
        batch_size: examples at a time; changes nothing but memory.

    Returns:
        (n, …).

    Raises:
        ValueError: there is nothing to answer to.
    """
    if len(x) == 0:
        raise ValueError("answers: there are no inputs")
    parts = [
        keras.ops.convert_to_numpy(model(x[i : i + batch_size], training=False))
        for i in range(0, len(x), batch_size)
    ]
    return np.concatenate(parts)


def _chained(
    encoder: keras.Model, decoder: keras.Model, shape: tuple[int, ...], name: str
) -> Autoencoder:
    inputs = keras.Input(shape)
    model = keras.Model(inputs, decoder(encoder(inputs)), name=name)
    return Autoencoder(model, encoder, decoder)
