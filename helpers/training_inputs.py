"""What can be wrong with the data before training starts, said in one sentence each."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

Examples = tuple[np.ndarray, np.ndarray]

# Layers that scale raw pixels inside the model.
_SCALING_LAYERS = ("Rescaling", "Normalization")
# Scaled or standardized pixels stay far below, raw ones reach 255.
_LARGEST_SCALED_PIXEL = 20.0


def check_examples(model: keras.Model, x: Any, y: Any, which: str = "") -> Examples:
    """Checks that inputs and labels suit a model.

    Args:
        model: the model; built from the inputs' shape if it isn't yet.
        x: inputs.
        y: labels.
        which: "" or "validation ", for the messages.

    Returns:
        Both as NumPy arrays.

    Raises:
        ValueError: they don't suit it; says what is wrong, where, and how to mend it.
    """
    x, y = _array(x, f"{which}x"), _array(y, f"{which}y")
    if x.ndim == 0 or y.ndim == 0 or len(x) == 0:
        raise ValueError(f"there are no examples in {which}x and {which}y")
    if len(x) != len(y):
        raise ValueError(
            f"{which}x has {len(x)} examples but {which}y has {len(y)}; "
            "each example needs one label"
        )
    for name, array in ((f"{which}x", x), (f"{which}y", y)):
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(
                f"{name} holds NaN or infinite values; "
                "find them with np.isfinite and remove or replace those examples"
            )
    if not model.built:
        model.build((None, *x.shape[1:]))
    _check_shape(model, x, which)
    _check_scale(model, x, which)
    _check_labels(model, y, which)
    return x, y


def fitting_loss(model: keras.Model, y: np.ndarray) -> tuple[keras.losses.Loss, list[str]]:
    """Chooses loss and metrics from the labels and the model's output layer.

    Args:
        model: a built model.
        y: labels that `check_examples` has let through.

    Returns:
        Cross-entropy with accuracy for classes, squared error with nothing for numbers.
    """
    outputs = model.output_shape[-1]
    activation = _last_activation(model)
    if _are_numbers(model, y):
        return keras.losses.MeanSquaredError(), []
    if outputs == 1:
        return keras.losses.BinaryCrossentropy(from_logits=activation != "sigmoid"), ["accuracy"]
    from_logits = activation != "softmax"
    if y.ndim == 2 and y.shape[1] == outputs:
        return keras.losses.CategoricalCrossentropy(from_logits=from_logits), ["accuracy"]
    return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits), ["accuracy"]


def _array(value: Any, name: str) -> np.ndarray:
    try:
        array = np.asarray(value)
    except Exception as error:
        raise ValueError(f"{name} cannot be made an array ({error})") from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold numbers, not {array.dtype}")
    return array


def _check_shape(model: keras.Model, x: np.ndarray, which: str) -> None:
    shape = model.input_shape
    if not isinstance(shape, tuple):
        raise ValueError("only models with one input can be trained here")
    fits = len(shape) == x.ndim and all(
        want in (None, got) for want, got in zip(shape[1:], x.shape[1:], strict=True)
    )
    if fits:
        return
    hint = ""
    if len(shape) == x.ndim + 1 and shape[-1] == 1:
        hint = "; the channel axis is missing: add it with data.images_to_float or x[..., None]"
    raise ValueError(
        f"each example in {which}x has the shape {x.shape[1:]}, "
        f"but the model takes {tuple(shape[1:])}{hint}"
    )


def _check_scale(model: keras.Model, x: np.ndarray, which: str) -> None:
    """Raw pixels reach 255, and with them training goes badly without any error."""
    if x.ndim != 4 or any(type(layer).__name__ in _SCALING_LAYERS for layer in model.layers):
        return
    if x.dtype == np.uint8 or x.max() > _LARGEST_SCALED_PIXEL:
        raise ValueError(
            f"the images in {which}x reach {x.max():g} ({x.dtype}); scale them to 0 to 1 "
            "first, with data.images_to_float or x / 255"
        )


def _check_labels(model: keras.Model, y: np.ndarray, which: str) -> None:
    outputs = model.output_shape[-1]
    if _are_numbers(model, y):
        if y.reshape(len(y), -1).shape[1] != np.prod(model.output_shape[1:], dtype=int):
            raise ValueError(
                f"{which}y has the shape {y.shape}, "
                f"but the model's output has {model.output_shape[1:]} per example"
            )
        return
    if outputs == 1:
        if not np.isin(y, (0, 1)).all():
            raise ValueError(
                f"the model has one sigmoid output, so {which}y must hold 0 and 1 only"
            )
    elif y.ndim == 2 and y.shape[1] == outputs:
        if not np.allclose(y.sum(axis=1), 1.0, atol=1e-3) or y.min() < 0:
            raise ValueError(
                f"{which}y has {outputs} columns, so each row must be one-hot or "
                "probabilities that sum to 1"
            )
    elif y.ndim == 1 or (y.ndim == 2 and y.shape[1] == 1):
        if (y != np.floor(y)).any():
            raise ValueError(
                f"the model answers {outputs} classes, so {which}y must hold whole class "
                "numbers, not fractions"
            )
        if y.min() < 0 or y.max() >= outputs:
            raise ValueError(
                f"{which}y has classes from {y.min():g} to {y.max():g}, but the model's "
                f"{outputs} outputs stand for 0 to {outputs - 1}"
            )
    else:
        raise ValueError(
            f"{which}y has the shape {y.shape}; the model with {outputs} outputs takes "
            f"class numbers of shape ({len(y)},) or one-hot rows of shape ({len(y)}, {outputs})"
        )


def _are_numbers(model: keras.Model, y: np.ndarray) -> bool:
    """Whether the labels are numbers to hit rather than classes."""
    activation = _last_activation(model)
    if activation in ("softmax", "sigmoid") and model.output_shape[-1] != 1:
        # Many sigmoids: independent numbers from 0 to 1, the pixels of an autoencoder.
        return activation == "sigmoid"
    if activation == "sigmoid":
        return False
    if y.dtype.kind == "f":
        return not _one_hot_like(y, model.output_shape[-1])
    return model.output_shape[-1] == 1


def _one_hot_like(y: np.ndarray, outputs: int) -> bool:
    return (
        outputs > 1
        and y.ndim == 2
        and y.shape[1] == outputs
        and bool(np.isin(y, (0, 1)).all())
        and bool((y.sum(axis=1) == 1).all())
    )


def _last_activation(model: keras.Model) -> str:
    """Name of the last layer's activation, "linear" where it has none."""
    last = model.layers[-1]
    if type(last).__name__ == "Softmax":
        return "softmax"
    activation = getattr(last, "activation", None)
    return getattr(activation, "__name__", "linear") if activation is not None else "linear"
