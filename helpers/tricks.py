"""A small network for digits, and tricks of training that can be switched on one at a time.

    model = tricks.network(batch_norm=True)
    tricks.fit(model, x, y, validation=(x_validation, y_validation), seed=1)

    tricks.TRICKS["augmentation"]       # what tests/bench/training_tricks.py compares

Written for Keras 3 on any backend.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import keras
import numpy as np
from keras import layers

from helpers.training import warm_up_and_cosine

BATCH_SIZE, LEARNING_RATE = 50, 2e-3
# Keras's default of 0.99 is made for many steps; here there are a few hundred.
MOMENTUM = 0.9
EPOCHS = 20
# As shares of the image's size and of a full turn.
LARGEST_SHIFT, LARGEST_TURN, LARGEST_ZOOM = 0.08, 0.03, 0.1


@dataclass(frozen=True)
class Trick:
    """What is switched on.

    Attributes:
        network: arguments of `network`.
        schedule: of the learning rate, for `fit`.
        patience: of early stopping, for `fit`.
        times_data: how many times as many training images there are, for as many steps.
    """

    network: Mapping[str, Any] = field(default_factory=dict)
    schedule: str | None = None
    patience: int | None = None
    times_data: int = 1


BASELINE, TOGETHER = "baseline", "all of these"
SLOW = "same, momentum 0.99"
TRICKS: Mapping[str, Trick] = MappingProxyType(
    {
        BASELINE: Trick(),
        "early stopping": Trick(patience=4),
        "cosine schedule": Trick(schedule="cosine"),
        "batch normalization": Trick({"batch_norm": True}),
        SLOW: Trick({"batch_norm": True, "momentum": 0.99}),
        "augmentation": Trick({"augment": True}),
        "L1": Trick({"l1": 1e-4}),
        "L2": Trick({"l2": 1e-3}),
        "dropout": Trick({"dropout": 0.5}),
        # A rate that falls to 0 must not be cut short, so early stopping isn't among them; and one
        # penalty is enough.
        TOGETHER: Trick(
            {"batch_norm": True, "augment": True, "l2": 1e-3, "dropout": 0.5}, schedule="cosine"
        ),
        "twice the images": Trick(times_data=2),
    }
)


def augmentation() -> keras.Sequential:
    """Moves, turns and zooms digits a little, anew each time; does nothing in inference.

    Returns:
        A model of three random layers; float32 (n, 28, 28, 1) in and out, new places are paper.
    """
    paper: Any = {"fill_mode": "constant", "fill_value": 0.0}
    return keras.Sequential(
        [
            layers.RandomTranslation(LARGEST_SHIFT, LARGEST_SHIFT, **paper),
            layers.RandomRotation(LARGEST_TURN, **paper),
            layers.RandomZoom(LARGEST_ZOOM, **paper),
        ],
        name="augmentation",
    )


def network(
    *,
    filters: int = 8,
    batch_norm: bool = False,
    momentum: float = MOMENTUM,
    augment: bool = False,
    dropout: float = 0.0,
    l1: float = 0.0,
    l2: float = 0.0,
    seed: int = 0,
) -> keras.Model:
    """Builds the network that the tricks are tried on.

    Two convolutions 3×3 with pooling, a dense layer of 64, ten classes.

    Args:
        filters: of the first convolution; the second has twice as many.
        batch_norm: whether each hidden layer has batch normalization before its ReLU, and then no
            biases.
        momentum: of the means and variances that batch normalization collects.
        augment: whether training images are changed at random.
        dropout: rate before the output layer.
        l1: price of the weights' sizes, added to the loss.
        l2: price of their squares, likewise. Biases are free.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        A Sequential model, not compiled: float32 (n, 28, 28, 1) from 0 to 1 in, probabilities
        (n, 10) out.
    """
    keras.utils.set_random_seed(seed)

    def options(bias: bool) -> dict[str, Any]:
        priced = l1 > 0 or l2 > 0
        price = keras.regularizers.L1L2(l1=l1, l2=l2) if priced else None
        return {"use_bias": bias, "kernel_regularizer": price}

    def bend() -> list[keras.Layer]:
        return [layers.BatchNormalization(momentum=momentum)] * batch_norm + [
            layers.Activation("relu")
        ]

    body: list[keras.Layer] = [augmentation()] if augment else []
    for size in (filters, 2 * filters):
        body += [layers.Conv2D(size, 3, **options(not batch_norm)), *bend(), layers.MaxPooling2D(2)]
    body += [layers.Flatten(), layers.Dense(64, **options(not batch_norm)), *bend()]
    if dropout:
        body.append(layers.Dropout(dropout))
    body.append(layers.Dense(10, activation="softmax", **options(True)))
    return keras.Sequential([keras.Input((28, 28, 1)), *body], name="small_cnn")


def fit(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    validation: tuple[np.ndarray, np.ndarray],
    epochs: int,
    schedule: str | None = None,
    patience: int | None = None,
    batch_size: int = BATCH_SIZE,
    learning_rate: float = LEARNING_RATE,
    seed: int = 0,
) -> keras.callbacks.History:
    """Trains with Adam, watched on validation images.

    Args:
        model: as `network` builds it.
        x: training images, float32 (n, 28, 28, 1) from 0 to 1.
        y: their classes, int (n,).
        validation: images and classes, likewise.
        epochs: passes over the training images, at most.
        schedule: "cosine", see `helpers.training.warm_up_and_cosine`; None: a constant rate.
        patience: stop after so many epochs without a smaller validation loss, and put the best
            weights back; None never stops.
        batch_size: images per step.
        learning_rate: Adam's, at its highest.
        seed: of order, augmentation and dropout.

    Returns:
        Keras's History.

    Raises:
        ValueError: the schedule's name is unknown.
    """
    if schedule not in (None, "cosine"):
        raise ValueError(f'fit: schedule must be "cosine" or None, not {schedule!r}')
    keras.utils.set_random_seed(seed)
    rate: Any = learning_rate
    if schedule == "cosine":
        rate = warm_up_and_cosine(learning_rate, epochs * -(-len(x) // batch_size))
    model.compile(
        keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    callbacks = []
    if patience is not None:
        callbacks.append(
            keras.callbacks.EarlyStopping(
                monitor="val_loss", patience=patience, restore_best_weights=True
            )
        )
    return model.fit(
        x,
        y,
        validation_data=validation,
        epochs=epochs,
        batch_size=batch_size,
        validation_batch_size=max(batch_size, len(validation[0]) // 2),
        callbacks=callbacks,
        verbose=0,
    )
