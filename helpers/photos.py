"""Networks for small photographs (CIFAR-10): as the source prints it, and one that learns faster.

    printed = photos.printed()                                   # S9
    model = photos.build()
    photos.fit(model, x_train, y_train, **photos.FAST_RECIPE)    # uint8 images, class numbers

Images stay uint8 in memory; the model scales them. Written for Keras 3 on any backend.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import keras
import numpy as np
from keras import layers

from helpers import models, training
from helpers.models import Recipe
from helpers.progress import Progress
from helpers.training_inputs import check_examples

SHAPE = (32, 32, 3)

# How the source trains its hands-on exercise.
PRINTED = Recipe(
    "S9",
    epochs=10,
    batch_size=64,
    loss="sparse_categorical_crossentropy",
    optimizer="adam",
    validation_split=0.2,
)

# What `fit` needs to do better in the same time. Usual settings, none of them searched for; the
# number of epochs follows from the time. tests/bench/cifar_cnn.py measures both side by side.
FAST_RECIPE: Mapping[str, Any] = MappingProxyType(
    {
        "epochs": 6,
        "batch_size": 128,
        "learning_rate": 4e-3,
        "label_smoothing": 0.1,
        "most": 3,
    }
)

# What the network's numbers are multiplied by in hardware, as /proc/cpuinfo calls it.
_SHORT_NUMBERS = {"amx_bf16", "avx512_bf16"}


def printed(*, seed: int = 0) -> keras.Model:
    """Builds the source's CIFAR-10 network S9 as it is printed.

    Args:
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        A Sequential model, not compiled: float32 (n, 32, 32, 3) from 0 to 1 in, probabilities
        (n, 10) out.
    """
    return models.build("cnn_three_convolutions", input_shape=SHAPE, seed=seed)


def build(
    *,
    widths: Sequence[int] = (32, 64, 128),
    classes: int = 10,
    batch_norm: bool = True,
    precision: str | None = None,
    seed: int = 0,
) -> keras.Model:
    """Builds a network that gets more out of each second of training.

    Most of the time goes where maps are large, so a first convolution 4×4 with stride 2 makes them
    coarse at once. Each block after it has a convolution 3×3 that is pooled, and another one whose
    answer is added to the first one's. Those are followed by batch normalization, behind the pool,
    as it costs as much time as the convolutions; the first one does without. The mean of each last
    map goes into the softmax.

    Args:
        widths: filters of the first convolution, then of each block; a block halves the sides.
        classes: outputs of the softmax.
        batch_norm: False leaves batch normalization out and gives convolutions biases, to compare.
        precision: Keras's name of a dtype policy; None takes `fast_precision()`.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        A functional model, not compiled: uint8 (n, 32, 32, 3) in, probabilities float32
        (n, classes) out.
    """
    keras.utils.set_random_seed(seed)
    policy = precision or fast_precision()

    def convolve(maps: Any, filters: int, pool: int = 1) -> Any:
        maps = layers.Conv2D(filters, 3, padding="same", use_bias=not batch_norm, dtype=policy)(
            maps
        )
        if pool > 1:
            maps = layers.MaxPooling2D(pool, dtype=policy)(maps)
        if batch_norm:
            maps = layers.BatchNormalization(momentum=0.9, dtype=policy)(maps)
        return layers.ReLU(dtype=policy)(maps)

    image = keras.Input(SHAPE)
    maps = layers.Rescaling(1 / 64, offset=-2.0, dtype=policy)(image)
    maps = layers.Conv2D(widths[0], 4, strides=2, padding="same", activation="relu", dtype=policy)(
        maps
    )
    for filters in widths[1:]:
        maps = convolve(maps, filters, pool=2)
        maps = layers.Add(dtype=policy)([maps, convolve(maps, filters)])
    features = layers.GlobalAveragePooling2D(dtype=policy)(maps)
    # The softmax and what follows need more digits than the convolutions.
    answer = layers.Dense(classes, activation="softmax", dtype="float32")(features)
    return keras.Model(image, answer, name="photo_network")


def fast_precision() -> str:
    """The dtype policy with which this machine trains fastest.

    Returns:
        "mixed_bfloat16" where the processor multiplies numbers of 16 bits by itself, else
        "float32".
    """
    try:
        words = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:  # not Linux
        return "float32"
    return "mixed_bfloat16" if words & _SHORT_NUMBERS else "float32"


def augment(images: np.ndarray, random: np.random.Generator, most: int = 3) -> np.ndarray:
    """Mirrors every second image, by chance, and moves all; what comes in at the edge is black.

    Args:
        images: uint8 (n, height, width, channels). They aren't changed.
        random: source of randomness.
        most: largest move, in pixels, in each direction.

    Returns:
        A new array of the same shape and type.
    """
    n, height, width, _ = images.shape
    mirrored = np.asarray(random.random(n) < 0.5)
    images = np.where(mirrored[:, None, None, None], images[:, :, ::-1], images)
    padded = np.pad(images, ((0, 0), (most, most), (most, most), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (height, width), axis=(1, 2))
    down, right = random.integers(0, 2 * most + 1, size=(2, n))
    # The windows come with their channels in front of rows and columns.
    return np.ascontiguousarray(windows[np.arange(n), down, right].transpose(0, 2, 3, 1))


class Batches(keras.utils.PyDataset):
    """Training images in another order in each epoch, mirrored and moved.

    What it draws depends on seed, epoch and batch only.
    """

    def __init__(
        self,
        images: np.ndarray,
        targets: np.ndarray,
        batch_size: int,
        *,
        most: int | None,
        seed: int,
    ) -> None:
        """Takes the arrays as they are; nothing is copied.

        Args:
            images: uint8 (n, height, width, channels).
            targets: what goes with each, (n, …).
            batch_size: images in a batch; the last one may have fewer.
            most: largest move in pixels; None leaves the images as they are.
            seed: of order and changes.
        """
        super().__init__()
        self._images, self._targets = images, targets
        self._batch_size, self._most, self._seed = batch_size, most, seed
        self._epoch = -1
        self.on_epoch_end()

    def __len__(self) -> int:
        return -(-len(self._images) // self._batch_size)

    def __getitem__(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        chosen = self._order[number * self._batch_size :][: self._batch_size]
        images = self._images[chosen]
        if self._most is not None:
            random = np.random.default_rng([self._seed, self._epoch, number])
            images = augment(images, random, self._most)
        return images, self._targets[chosen]

    def on_epoch_end(self) -> None:
        """Shuffles for the next epoch."""
        self._epoch += 1
        random = np.random.default_rng([self._seed, self._epoch])
        self._order = random.permutation(len(self._images))


def prepare(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int,
    batch_size: int = 128,
    learning_rate: float = 4e-3,
    schedule: str | None = "cosine",
    label_smoothing: float = 0.1,
    most: int | None = 3,
    seed: int = 0,
) -> Batches:
    """Compiles a model and makes the batches to call `model.fit` with.

    Args:
        model: takes raw images, uint8, as that of `build` does.
        x: images, uint8 (n, 32, 32, 3).
        y: class numbers, int (n,).
        epochs: passes over the data, for the schedule.
        batch_size: images per step.
        learning_rate: Adam's, at its highest.
        schedule: "cosine": rises for the first tenth of all steps, then falls to 0 along half a
            cosine; None: constant.
        label_smoothing: share of the target that is spread evenly over all classes.
        most: largest move in pixels when augmenting; None trains on the images as they are.
        seed: of order and augmentation; goes to `keras.utils.set_random_seed` as well.

    Returns:
        The batches.

    Raises:
        ValueError: images, labels, model and settings don't go together; nothing was changed.
    """
    if epochs < 1 or batch_size < 1:
        raise ValueError(f"epochs and batch_size must be at least 1, not {epochs}, {batch_size}")
    if schedule not in ("cosine", None):
        raise ValueError(f'schedule must be "cosine" or None, not {schedule!r}')
    if not 0 <= label_smoothing < 1:
        raise ValueError(f"label_smoothing must be from 0 to below 1, not {label_smoothing}")
    x, y = check_examples(model, x, y)
    if x.dtype != np.uint8:
        raise ValueError(f"give the raw images, uint8, not {x.dtype}: the model scales them itself")
    if y.dtype.kind not in "iu" or y.ndim != 1:
        raise ValueError(f"y must be class numbers of shape (n,), not {y.dtype} of shape {y.shape}")
    keras.utils.set_random_seed(seed)
    rate: Any = learning_rate
    if schedule == "cosine":
        steps = epochs * -(-len(x) // batch_size)
        rate = training.warm_up_and_cosine(learning_rate, steps)
    model.compile(
        keras.optimizers.Adam(rate),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=label_smoothing),
        metrics=["accuracy"],
    )
    targets = np.eye(model.output_shape[-1], dtype="float32")[y]
    return Batches(x, targets, batch_size, most=most, seed=seed)


def fit(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    progress: bool = True,
    description: str = "",
    **settings: Any,
) -> keras.callbacks.History:
    """Trains a model on raw images; `prepare` explains the settings.

    Args:
        model: takes raw images, uint8, as that of `build` does.
        x: images, uint8 (n, 32, 32, 3).
        y: class numbers, int (n,).
        epochs: passes over the data.
        validation: images and class numbers to judge the model on after each epoch, as they are.
        progress: whether to show the bar and the closing line.
        description: stands before them; by default the model's name.
        settings: further ones of `prepare`.

    Returns:
        Keras's History.

    Raises:
        ValueError: images, labels, model and settings don't go together; nothing was trained.
    """
    held_out = None
    if validation is not None:
        x_held, y_held = check_examples(model, *validation, "validation ")
        held_out = (x_held, np.eye(model.output_shape[-1], dtype="float32")[y_held])
    batches = prepare(model, x, y, epochs=epochs, **settings)
    callbacks = [_Bar(description or model.name, epochs)] if progress else []
    return model.fit(
        batches, epochs=epochs, validation_data=held_out, callbacks=callbacks, verbose=0
    )


def classify(model: keras.Model, images: np.ndarray, batch_size: int = 500) -> np.ndarray:
    """A model's probabilities for images, without the second that `predict` needs to get ready.

    Args:
        model: any classifier.
        images: as the model takes them, (n, …), at least one.
        batch_size: images at a time; changes nothing but memory.

    Returns:
        float32 (n, classes).
    """
    parts = [
        keras.ops.convert_to_numpy(model(images[i : i + batch_size], training=False))
        for i in range(0, len(images), batch_size)
    ]
    return np.concatenate(parts)


class _Bar(keras.callbacks.Callback):
    """One step of the progress bar per epoch."""

    def __init__(self, description: str, epochs: int) -> None:
        super().__init__()
        self._description, self._epochs = description, epochs

    def on_train_begin(self, logs: Any = None) -> None:
        self._bar = Progress(self._epochs, self._description, "epoch")
        self._started = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._last = ", ".join(
            f"{words} {logs[name]:.4f}"
            for name, words in (("accuracy", "accuracy"), ("val_accuracy", "validation accuracy"))
            if name in logs
        )
        self._bar.update(epoch + 1, self._last)

    def on_train_end(self, logs: Any = None) -> None:
        seconds = time.monotonic() - self._started
        epochs = f"{self._epochs} epoch{'s' if self._epochs > 1 else ''}"
        self._bar.close(f"{self._description}: {epochs} in {seconds:.1f} s, {self._last}")
