"""What a network answers all over the plane."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from helpers.plots._figure import BLUE, BLUE_TO_ORANGE, ORANGE, finish, one_axes


def decision_boundary(
    predict: Callable[[np.ndarray], Any],
    x: np.ndarray,
    y: np.ndarray,
    *,
    title: str,
    alt: str | None = None,
    xlim: tuple[float, float] | None = None,
    ylim: tuple[float, float] | None = None,
    ax: Axes | None = None,
    labels: tuple[str, str] = ("first input", "second input"),
) -> None:
    """Colours the plane by a network's answer and marks where it changes its mind, at 0.5.

    Args:
        predict: function of points, float (n, 2), that returns the answers from 0 to 1, (n,) or
            (n, 1): `net.forward`, say.
        x: the examples, (n, 2).
        y: their classes 0 or 1, (n,) or (n, 1).
        title: stands above the picture.
        alt: stands for the picture; by default a plain description without figures.
        xlim: range of the first input; by default that of the examples and a margin.
        ylim: range of the second input, likewise.
        ax: draw into these axes, for several panels; the caller then calls `show`.
        labels: names of the two inputs.

    Raises:
        ValueError: the examples or the answers have another shape.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y).reshape(-1)
    if x.ndim != 2 or x.shape[1] != 2 or len(x) != len(y):
        raise ValueError(
            f"decision_boundary needs examples of shape (n, 2) and n classes, "
            f"not {x.shape} and {y.shape}"
        )
    xlim, ylim = (_limits(x[:, 0], xlim), _limits(x[:, 1], ylim))
    side = 121
    across, up = np.meshgrid(np.linspace(*xlim, side), np.linspace(*ylim, side))
    points = np.column_stack([across.ravel(), up.ravel()])
    answers = np.asarray(predict(points), dtype=float)
    if answers.size != len(points):
        raise ValueError(
            f"predict must return one answer per point: got shape {answers.shape} "
            f"for {len(points)} points"
        )
    answers = answers.reshape(side, side)

    fig, ax = one_axes(ax, 5.4, 4.2)
    bands = ax.contourf(
        across,
        up,
        np.clip(answers, 0.0, 1.0),
        np.linspace(0, 1, 12),
        cmap=BLUE_TO_ORANGE,
        alpha=0.75,
    )
    # A network that answers 0.5 everywhere does so but for rounding, which has no boundary.
    if answers.min() < 0.5 - 1e-6 and answers.max() > 0.5 + 1e-6:
        ax.contour(across, up, answers, levels=[0.5], colors="black", linewidths=2)
    for value, marker, colour in ((0, "o", BLUE), (1, "s", ORANGE)):
        here = x[y == value]
        ax.scatter(
            here[:, 0], here[:, 1], s=90, c=colour, marker=marker, edgecolors="white",
            linewidths=1.8, label=f"target {value}", zorder=3, clip_on=False,
        )  # fmt: skip
    ax.set(title=title, xlabel=labels[0], ylabel=labels[1], xlim=xlim, ylim=ylim)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, frameon=False)
    ax.figure.colorbar(bands, ax=ax, label="answer", ticks=[0, 0.25, 0.5, 0.75, 1], shrink=0.9)
    finish(
        fig,
        alt,
        f"{title}. The plane of {labels[0]} and {labels[1]}, coloured by the network's answer from "
        "blue (0) to orange (1); a black line marks 0.5, circles and squares the examples.",
    )


def _limits(values: np.ndarray, given: tuple[float, float] | None) -> tuple[float, float]:
    if given is not None:
        return given
    low, high = float(values.min()), float(values.max())
    margin = 0.35 * (high - low or 1.0)
    return low - margin, high + margin
