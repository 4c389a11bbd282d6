"""Images, and what a convolutional network makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plots._figure import BLUE_TO_ORANGE, finish, grid


def images(
    x: np.ndarray,
    labels: Sequence[Any] | np.ndarray | None = None,
    *,
    title: str,
    alt: str | None = None,
    columns: int | None = None,
) -> None:
    """Shows images side by side, each with its label above it.

    Args:
        x: (n, height, width), (n, height, width, 1) or (n, height, width, 3); uint8 from 0 to 255,
            or float from 0 to 1.
        labels: one for each image.
        title: stands above the picture.
        alt: stands for the picture; by default a plain description.
        columns: images in a row, by default at most 8.

    Raises:
        ValueError: the arrays don't hold images, or labels and images differ in number.
    """
    x = _as_images(x)
    if labels is not None and len(labels) != len(x):
        raise ValueError(f"images: {len(x)} images need as many labels, not {len(labels)}")
    fig, axes = grid(len(x), columns)
    for i, ax in enumerate(axes):
        _draw(ax, x[i])
        if labels is not None:
            ax.set_title(str(labels[i]), fontsize=10)
    _describe(fig, title, x.shape[1:3])
    shown = f", labelled {', '.join(map(str, labels))}" if labels is not None else ""
    finish(fig, alt, f"{title}. {len(x)} images{shown}.")


def filters(
    weights: Any,
    *,
    title: str,
    alt: str | None = None,
    channel: int = 0,
    columns: int | None = None,
) -> None:
    """Shows the filters of a convolution: blue takes away, white is 0, orange adds.

    Args:
        weights: the kernel, float (height, width, channels in, filters), or a Conv2D layer.
        title: stands above the picture.
        alt: stands for the picture; by default a plain description.
        channel: the input channel whose part of each filter is shown.
        columns: filters in a row.

    Raises:
        ValueError: there are no filters of that shape.
    """
    kernel = np.asarray(getattr(weights, "kernel", weights), dtype=float)
    if kernel.ndim != 4:
        raise ValueError(
            "filters takes the kernel of a Conv2D layer, (height, width, channels, filters), "
            f"not shape {kernel.shape}"
        )
    height, width, channels, n = kernel.shape
    if not 0 <= channel < channels:
        raise ValueError(f"filters: there are {channels} input channels, so no channel {channel}")
    fig, axes = grid(n, columns, size=0.9)
    largest = np.abs(kernel[:, :, channel]).max() or 1.0
    for i, ax in enumerate(axes):
        shown = ax.imshow(
            kernel[:, :, channel, i], cmap=BLUE_TO_ORANGE, vmin=-largest, vmax=largest
        )
        ax.set_title(str(i), fontsize=8, pad=2)
    fig.colorbar(shown, ax=axes, label="weight", shrink=0.8)
    _describe(fig, title, (height, width))
    part = f", their part for input channel {channel}" if channels > 1 else ""
    finish(
        fig,
        alt,
        f"{title}. {n} filters of {height}×{width} weights{part}; "
        "blue is negative, white 0, orange positive.",
    )


def feature_maps(
    model_or_maps: Any,
    image: np.ndarray | None = None,
    layer: str | int | None = None,
    *,
    title: str,
    alt: str | None = None,
    columns: int | None = None,
) -> None:
    """Shows what the filters of a layer find in an image: bright where they answer strongly.

    Args:
        model_or_maps: a Keras model, or the maps themselves, float (height, width, filters).
        image: the image as the model takes it, (height, width, channels); only with a model.
        layer: name or number of the layer whose output is shown; by default the first
            convolution.
        title: stands above the picture.
        alt: stands for the picture; by default a plain description.
        columns: maps in a row.

    Raises:
        ValueError: there is no such layer, its output isn't maps, or the image is missing.
    """
    if hasattr(model_or_maps, "layers"):
        maps = layer_output(model_or_maps, image, layer)
    else:
        maps = np.asarray(model_or_maps, dtype=float)
    if maps.ndim != 3:
        raise ValueError(
            f"feature_maps shows maps of shape (height, width, filters), not {maps.shape}; "
            "choose a convolution or a pooling layer"
        )
    height, width, n = maps.shape
    fig, axes = grid(n, columns, size=0.9)
    for i, ax in enumerate(axes):
        shown = ax.imshow(maps[:, :, i], cmap="viridis", vmin=min(maps.min(), 0), vmax=maps.max())
        ax.set_title(str(i), fontsize=8, pad=2)
    fig.colorbar(shown, ax=axes, label="answer of the filter", shrink=0.8)
    _describe(fig, title, (height, width))
    finish(
        fig,
        alt,
        f"{title}. {n} feature maps of {height}×{width}, one per filter; "
        "bright places are where a filter answers strongly.",
    )


def layer_output(model: Any, image: np.ndarray | None, layer: str | int | None) -> np.ndarray:
    """Runs one image through a Keras model up to a layer.

    Args:
        model: the model.
        image: as the model takes it, without the batch axis.
        layer: name or number; None means the first convolution.

    Returns:
        The layer's output for this image, without the batch axis.

    Raises:
        ValueError: there is no such layer, or the image is missing or has another shape.
    """
    import keras

    if image is None:
        raise ValueError("feature_maps: with a model, say which image it is to look at")
    image = np.asarray(image, dtype="float32")
    if image.shape != tuple(model.input_shape[1:]):
        raise ValueError(
            f"feature_maps: the model takes one image of shape {tuple(model.input_shape[1:])}, "
            f"not {image.shape}"
        )
    names = [one.name for one in model.layers]
    if layer is None:
        convolutions = [one for one in model.layers if isinstance(one, keras.layers.Conv2D)]
        if not convolutions:
            raise ValueError("feature_maps: this model has no convolution; name a layer")
        chosen = convolutions[0]
    elif isinstance(layer, str) and layer in names:
        chosen = model.get_layer(layer)
    elif isinstance(layer, int) and -len(names) <= layer < len(names):
        chosen = model.layers[layer]
    else:
        raise ValueError(f"feature_maps: no layer {layer!r}; choose one of {', '.join(names)}")
    upto = keras.Model(model.inputs[0], chosen.output)
    return np.asarray(keras.ops.convert_to_numpy(upto(image[np.newaxis], training=False)))[0]


def _as_images(x: np.ndarray) -> np.ndarray:
    x = np.asarray(x)
    if x.ndim == 4 and x.shape[-1] == 1:
        x = x[..., 0]
    if x.ndim == 3 or (x.ndim == 4 and x.shape[-1] == 3):
        return x
    raise ValueError(
        "images takes (n, height, width) or (n, height, width, channels) with 1 or 3 channels, "
        f"not shape {x.shape}"
    )


def _draw(ax: Axes, image: np.ndarray) -> None:
    top = 255 if image.dtype == np.uint8 else 1.0
    if image.ndim == 2:
        # Dark on light, like ink on paper.
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=top)
    else:
        ax.imshow(np.clip(image, 0, top))


def _describe(fig: Figure, title: str, shape: Sequence[int]) -> None:
    height, width = shape
    fig.suptitle(title, fontsize=12)
    fig.supxlabel(f"column (of {width})", fontsize=8, color="#555555")
    fig.supylabel(f"row (of {height})", fontsize=8, color="#555555")
