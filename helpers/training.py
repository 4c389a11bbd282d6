"""Training a Keras model in one call: seeded, with a progress bar, on checked inputs.

Written for Keras 3 on any backend.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from helpers.progress import Progress
from helpers.training_inputs import Examples, check_examples, fitting_loss

WARM_UP_SHARE = 0.1


def train(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int,
    batch_size: int = 128,
    validation: Examples | float | None = None,
    seed: int = 0,
    learning_rate: float = 1e-3,
    schedule: str | None = "cosine",
    loss: Any = None,
    progress: bool = True,
    description: str = "",
) -> keras.callbacks.History:
    """Compiles a model with Adam and trains it.

    Args:
        model: a Keras model; its weights go on from what they are.
        x: inputs, float (n, …) as the model takes them; images scaled, see
            `helpers.data.images_to_float`.
        y: class numbers, int (n,); or one-hot rows, (n, classes); or 0 and 1 for a model with one
            output; or numbers, float (n, …), for regression.
        epochs: passes over the data.
        batch_size: examples per step.
        validation: a pair (x, y) to judge the model on after each epoch, or the share of the
            training data, from its end, that is held out for that; None judges nothing.
        seed: of the order of the examples and of dropout. Goes to
            `keras.utils.set_random_seed`.
        learning_rate: Adam's, at its highest.
        schedule: "cosine": rise evenly for the first tenth of all steps, then fall to 0 along half
            a cosine; None: constant.
        loss: a Keras loss or its name; None chooses cross-entropy or squared error from labels and
            output layer.
        progress: whether to show the bar and the closing line.
        description: stands before them; by default the model's name.

    Returns:
        Keras's History; `history.history["loss"]` has one value per epoch.

    Raises:
        ValueError: inputs, labels and model don't go together; nothing was trained.
    """
    if epochs < 1 or batch_size < 1:
        raise ValueError(
            f"train: epochs and batch_size must be at least 1, not {epochs} and {batch_size}"
        )
    if schedule not in ("cosine", None):
        raise ValueError(f'train: schedule must be "cosine" or None, not {schedule!r}')
    x, y = check_examples(model, x, y)
    (x, y), held_out = _hold_out(model, x, y, validation)
    chosen, metrics = (loss, []) if loss is not None else fitting_loss(model, y)
    if loss is not None and np.asarray(y).dtype.kind in "iub":
        metrics = ["accuracy"]

    keras.utils.set_random_seed(seed)
    steps = epochs * -(-len(x) // batch_size)
    rate: Any = learning_rate
    if schedule == "cosine":
        rate = warm_up_and_cosine(learning_rate, steps)
    model.compile(keras.optimizers.Adam(rate), loss=chosen, metrics=metrics)
    callbacks = []
    if progress:
        callbacks.append(_ShowProgress(description or model.name, epochs, steps))
    return model.fit(
        x,
        y,
        epochs=epochs,
        batch_size=batch_size,
        validation_data=held_out,
        callbacks=callbacks,
        verbose=0,
    )


def evaluate(
    model: keras.Model, x: np.ndarray, y: np.ndarray, *, batch_size: int = 256
) -> dict[str, float]:
    """Judges a compiled model on data that it wasn't trained on.

    Args:
        model: a compiled model, as `train` leaves it.
        x: inputs, as for `train`.
        y: labels, as for `train`.
        batch_size: examples per step; changes nothing but the speed.

    Returns:
        {"loss": …, "accuracy": …}; no accuracy for regression.

    Raises:
        ValueError: inputs, labels and model don't go together, or the model isn't compiled.
    """
    x, y = check_examples(model, x, y)
    if not getattr(model, "compiled", False):
        raise ValueError("evaluate: this model has no loss yet; train or compile it first")
    results = model.evaluate(x, y, batch_size=batch_size, verbose=0, return_dict=True)
    return {name: float(value) for name, value in results.items()}


def warm_up_and_cosine(peak: float, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """A learning rate that rises evenly to `peak` and falls to 0 along half a cosine.

    Args:
        peak: the highest rate.
        steps: all steps of training; the first tenth is the rise.
    """
    warm_up = max(1, round(WARM_UP_SHARE * steps))
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.1 * peak,
        decay_steps=max(1, steps - warm_up),
        warmup_target=peak,
        warmup_steps=warm_up,
    )


def _hold_out(
    model: keras.Model, x: np.ndarray, y: np.ndarray, validation: Examples | float | None
) -> tuple[Examples, Examples | None]:
    """Splits off what training isn't to see, if a share of it was asked for."""
    if validation is None:
        return (x, y), None
    if isinstance(validation, (int, float)):
        kept = len(x) - round(len(x) * validation)
        if not 0 < kept < len(x):
            raise ValueError(
                f"train: validation={validation} of {len(x)} examples leaves none to train or to "
                "judge on; take a share such as 0.1, or a pair (x, y)"
            )
        return (x[:kept], y[:kept]), (x[kept:], y[kept:])
    if len(validation) != 2:
        raise ValueError("train: validation must be a pair (x, y), a share such as 0.1, or None")
    return (x, y), check_examples(model, *validation, "validation ")


class _ShowProgress(keras.callbacks.Callback):
    """Hands Keras's figures to the progress bar."""

    def __init__(self, description: str, epochs: int, steps: int) -> None:
        super().__init__()
        self._description, self._epochs, self._steps = description, epochs, steps
        self._epoch, self._done = 0, 0

    def on_train_begin(self, logs: Any = None) -> None:
        self._bar = Progress(self._steps, self._description, "step")
        self._started = time.monotonic()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        done = self._epoch * (self._steps // self._epochs) + batch + 1
        self._bar.update(done, f"epoch {self._epoch + 1}/{self._epochs}, {_figures(logs, 'loss')}")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._last = _figures(logs)
        self._bar.milestone(f"epoch {epoch + 1}/{self._epochs}, {self._last}")

    def on_train_end(self, logs: Any = None) -> None:
        seconds = time.monotonic() - self._started
        epochs = f"{self._epochs} epoch{'s' if self._epochs > 1 else ''}"
        self._bar.close(f"{self._description}: {epochs} in {seconds:.1f} s, {self._last}")


def _figures(logs: Mapping[str, float] | None, *names: str) -> str:
    words = {"val_loss": "validation loss", "val_accuracy": "validation accuracy"}
    chosen = {name: value for name, value in (logs or {}).items() if not names or name in names}
    return ", ".join(f"{words.get(name, name)} {value:.4f}" for name, value in chosen.items())
