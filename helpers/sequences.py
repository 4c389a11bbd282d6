"""Recurrent networks that forecast a series: as the source prints them, and ours.

Written for Keras 3 on any backend. The source prints no data and leaves `timesteps` and `features`
open; here they are arguments.

    x, y = windows(series, timesteps=24)
    model = build("lstm", timesteps=24)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import keras
import numpy as np
from keras import layers

from helpers.models import Recipe

PRINTED: dict[str, Recipe] = {
    "simple_rnn": Recipe(
        "S10", loss="mean_squared_error", optimizer="adam", note="no fit and no data are printed"
    ),
    "lstm": Recipe(
        "S11",
        epochs=10,
        batch_size=32,
        loss="mean_squared_error",
        optimizer="adam",
        note="timesteps, features and data are left undefined",
    ),
    "gru": Recipe("described", note="described in words, no code"),
}
NAMES: tuple[str, ...] = tuple(PRINTED)

_CELLS: dict[str, Callable[[], keras.Layer]] = {
    "simple_rnn": lambda: layers.SimpleRNN(50, activation="relu"),
    "lstm": lambda: layers.LSTM(50),
    "gru": lambda: layers.GRU(50),
}

# What `training.train` needs for our forecaster. tests/bench/sequences.py measures it.
FAST_RECIPE: Mapping[str, Any] = MappingProxyType(
    {"epochs": 10, "batch_size": 128, "learning_rate": 1e-2, "schedule": "cosine"}
)


def build(
    name: str, *, timesteps: int | None = None, features: int = 1, seed: int = 0
) -> keras.Model:
    """Builds one of the source's networks for series, with new weights and not compiled.

    Args:
        name: "simple_rnn" (S10), "lstm" (S11), or "gru", the same with the third cell.
        timesteps: values in a window; None takes windows of any length.
        features: numbers measured at each step.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        A Sequential model: float (n, timesteps, features) in, the next value (n, 1) out.

    Raises:
        ValueError: there is no model of that name.
    """
    if name not in _CELLS:
        raise ValueError(f"there is no model {name!r}; choose one of {', '.join(NAMES)}")
    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [keras.Input((timesteps, features)), _CELLS[name](), layers.Dense(1)], name=name
    )


def forecaster(*, timesteps: int, units: int = 32, seed: int = 0) -> keras.Model:
    """Builds our network: an LSTM that learns the change, not the value.

    Its output is added to the last value of the window. So it begins as the naive forecast, and
    has to learn only what that one misses; it also goes on where the level leaves the range that
    was seen in training.

    Args:
        timesteps: values in a window.
        units: size of the LSTM's state.
        seed: of the first weights. Goes to `keras.utils.set_random_seed`.

    Returns:
        A model: float (n, timesteps, 1) in, the next value (n, 1) out.
    """
    keras.utils.set_random_seed(seed)
    window = keras.Input((timesteps, 1))
    change = layers.Dense(1)(layers.LSTM(units)(window))
    return keras.Model(window, layers.Add()([change, window[:, -1]]), name="learns_the_change")


def windows(values: np.ndarray, timesteps: int) -> tuple[np.ndarray, np.ndarray]:
    """Cuts a series into windows, each with the value that follows it.

    Args:
        values: float (n,), in order of time, of one part of the series: split first, then cut.
        timesteps: values in a window.

    Returns:
        x: float32 (n - timesteps, timesteps, 1), windows that start at every place.
        y: float32 (n - timesteps,), the value right behind each window.

    Raises:
        ValueError: the series isn't one-dimensional, or too short for a window and a target.
    """
    values = np.asarray(values, dtype=np.float32)
    if values.ndim != 1 or not 1 <= timesteps < len(values):
        raise ValueError(
            f"windows takes a series of shape (n,) with more than {timesteps} values, "
            f"not {values.shape}"
        )
    cut = np.lib.stride_tricks.sliding_window_view(values, timesteps + 1)
    return cut[:, :-1, None].copy(), cut[:, -1].copy()


def first_sign(n: int, timesteps: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Makes sequences whose answer stands at their very beginning.

    The first number is +1 or -1; all others are noise with a standard deviation of 0.5.

    Args:
        n: number of sequences.
        timesteps: their length.
        seed: of the draw.

    Returns:
        x: float32 (n, timesteps, 1).
        y: int64 (n,), 1 where the first number is +1, 0 where it is -1.
    """
    random = np.random.default_rng(seed)
    x = random.normal(scale=0.5, size=(n, timesteps, 1)).astype(np.float32)
    y = random.integers(0, 2, size=n)
    x[:, 0, 0] = 2 * y - 1
    return x, y


MEMORIES: tuple[str, ...] = (
    "SimpleRNN, small random start",
    "SimpleRNN, orthogonal start",
    "GRU",
    "LSTM",
    "LSTM, forget gate open",
)
OPEN = 5.0  # bias of the open forget gate: sigmoid(5) = 0.993 of the cell is kept at each step


def memory(name: str, units: int, **settings: Any) -> keras.Layer:
    """Makes one of the recurrent layers whose memory chapter 05 compares.

    Args:
        name: one of `MEMORIES`. Keras starts its cells orthogonally, and its LSTM with a bias of 1
            in the forget gate. "small random start" draws the recurrent weights as textbooks do;
            "forget gate open" sets that bias to `OPEN` (Gers et al. 2000, Tallec and Ollivier
            2018 on why).
        units: size of the state.
        settings: further arguments of the layer, such as `dtype="float64"`.

    Returns:
        A layer that isn't built yet.

    Raises:
        ValueError: there is no memory of that name.
    """
    if name not in MEMORIES:
        raise ValueError(f"there is no memory {name!r}; choose one of {', '.join(MEMORIES)}")
    if name == "GRU":
        return layers.GRU(units, **settings)
    if name == "LSTM":
        return layers.LSTM(units, **settings)
    if name == "LSTM, forget gate open":
        gates = np.repeat([0.0, OPEN, 0.0, 0.0], units)  # Keras's order: input, forget, new, output
        start = keras.initializers.Constant(gates)
        return layers.LSTM(units, bias_initializer=start, unit_forget_bias=False, **settings)
    start = (
        keras.initializers.RandomNormal(stddev=0.5 / np.sqrt(units))
        if name == "SimpleRNN, small random start"
        else keras.initializers.Orthogonal()
    )
    return layers.SimpleRNN(units, recurrent_initializer=start, **settings)
