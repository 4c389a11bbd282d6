"""The convolutional networks that the source material trains on MNIST, by name.

Each is built as printed, but for an explicit `keras.Input`: `input_shape=` on the first layer, as
the source writes it, warns under Keras 3. Written for Keras 3 on any backend.

    model = models.build("cnn_three_convolutions")
    models.PRINTED["cnn_three_convolutions"].epochs     # 5
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import keras
from keras import layers


@dataclass(frozen=True)
class Recipe:
    """How the source trains a model. None stands where it prints nothing.

    Attributes:
        source: the model's number in the source material, "S5".
        epochs: passes over the training data.
        batch_size: examples per step.
        loss: Keras's name of the loss.
        optimizer: Keras's name of the optimizer, with Keras's default settings.
        validation_split: share of the training data that is held out for validation.
        validates_on_test: whether the test set is watched during training, which makes the test
            accuracy too good a guess.
        note: what else there is to know.
    """

    source: str
    epochs: int | None = None
    batch_size: int | None = None
    loss: str | None = None
    optimizer: str | None = None
    validation_split: float | None = None
    validates_on_test: bool = False
    note: str = ""


PRINTED: dict[str, Recipe] = {
    "cnn_two_convolutions": Recipe(
        "S4",
        loss="sparse_categorical_crossentropy",
        optimizer="adam",
        note="compiled, but no fit is printed",
    ),
    "cnn_three_convolutions": Recipe(
        "S5",
        epochs=5,
        batch_size=32,
        loss="sparse_categorical_crossentropy",
        optimizer="adam",
        validation_split=0.2,
    ),
    "cnn_one_set": Recipe(
        "S6",
        epochs=10,
        batch_size=200,
        loss="categorical_crossentropy",
        optimizer="adam",
        validates_on_test=True,
        note="one-hot labels",
    ),
    "cnn_two_sets": Recipe(
        "S7",
        epochs=10,
        batch_size=200,
        loss="categorical_crossentropy",
        optimizer="adam",
        validates_on_test=True,
        note="one-hot labels",
    ),
    "cnn_dense_128": Recipe("S8", note="no training is printed"),
}

NAMES: tuple[str, ...] = tuple(PRINTED)

# What `training.train` needs to bring S5 past its printed accuracy in less than half of the time:
# a few epochs with a learning rate that rises and then falls to 0 do what five constant ones do.
# tests/bench/mnist_cnns.py measures both side by side.
FAST_RECIPE: Mapping[str, Any] = MappingProxyType(
    {"epochs": 2, "batch_size": 128, "learning_rate": 3e-3, "schedule": "cosine"}
)


def build(
    name: str,
    *,
    input_shape: tuple[int, int, int] = (28, 28, 1),
    classes: int = 10,
    seed: int = 0,
) -> keras.Model:
    """Builds one of the source's networks, with new weights and not compiled.

    Args:
        name: one of `NAMES`.
        input_shape: height, width and channels of an image.
        classes: outputs of the softmax.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`, so it also sets the
            random numbers of Python and NumPy.

    Returns:
        A Sequential model: float32 (n, height, width, channels) from 0 to 1 in, probabilities
        (n, classes) out.

    Raises:
        ValueError: there is no model of that name.
    """
    if name not in _BODIES:
        raise ValueError(f"there is no model {name!r}; choose one of {', '.join(NAMES)}")
    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [
            keras.Input(input_shape),
            *_BODIES[name](),
            layers.Dense(classes, activation="softmax"),
        ],
        name=name,
    )


def _two_convolutions(dense: int) -> list[keras.Layer]:
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(dense, activation="relu"),
    ]


def _three_convolutions() -> list[keras.Layer]:
    *convolutions, flatten, dense = _two_convolutions(dense=64)
    return [*convolutions, layers.Conv2D(64, 3, activation="relu"), flatten, dense]


def _one_set() -> list[keras.Layer]:
    return [
        layers.Conv2D(16, 5, strides=1, activation="relu"),
        layers.MaxPooling2D(2, strides=2),
        layers.Flatten(),
        layers.Dense(100, activation="relu"),
    ]


def _two_sets() -> list[keras.Layer]:
    return [
        layers.Conv2D(16, 5, activation="relu"),
        layers.MaxPooling2D(2, strides=2),
        layers.Conv2D(8, 2, activation="relu"),
        layers.MaxPooling2D(2, strides=2),
        layers.Flatten(),
        layers.Dense(100, activation="relu"),
    ]


_BODIES: dict[str, Callable[[], list[keras.Layer]]] = {
    "cnn_two_convolutions": lambda: _two_convolutions(dense=64),
    "cnn_three_convolutions": _three_convolutions,
    "cnn_one_set": _one_set,
    "cnn_two_sets": _two_sets,
    "cnn_dense_128": lambda: _two_convolutions(dense=128),
}
