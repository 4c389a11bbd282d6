"""How training went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.plots._figure import COLOURS, finish, one_axes


def learning_curves(
    histories: Any,
    *,
    metric: str = "loss",
    title: str,
    alt: str | None = None,
    ylabel: str | None = None,
    log: bool = False,
    ax: Axes | None = None,
) -> None:
    """Draws a measure against epochs: solid on training data, dashed on validation data.

    Args:
        histories: name → history. A history is what Keras's `fit` or `helpers.networks.fit`
            returns, or a dict of lists; one history alone will do too.
        metric: key of the measure; its validation twin `val_…` is drawn where it is there. A key
            "epoch" gives the places on the x axis, otherwise they are 1, 2, ….
        title: stands above the picture.
        alt: stands for the picture; by default a plain description without figures.
        ylabel: by default the metric's name.
        log: logarithmic y axis.
        ax: draw into these axes, for several panels; the caller then calls `show`.

    Raises:
        ValueError: a history doesn't have the metric, or there is none.
    """
    curves = _by_name(histories)
    fig, ax = one_axes(ax)
    dashed = False
    for i, (name, history) in enumerate(curves.items()):
        if metric not in history:
            raise ValueError(
                f"learning_curves: the history {name or 'given'!r} has no {metric!r}, "
                f"only {', '.join(map(repr, history))}"
            )
        colour = COLOURS[i % len(COLOURS)]
        for key, style in ((metric, "-"), (f"val_{metric}", "--")):
            if key not in history:
                continue
            values = np.asarray(history[key], dtype=float)
            epochs = history.get("epoch", range(1, len(values) + 1))
            label = name if style == "-" else None
            marker = "o" if len(values) <= 12 else None
            ax.plot(epochs, values, style, color=colour, label=label, marker=marker, ms=4, lw=1.8)
            dashed = dashed or style == "--"
    if log:
        ax.set_yscale("log")
    if dashed:
        ax.plot([], [], "-", color="grey", label="training")
        ax.plot([], [], "--", color="grey", label="validation")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, steps=[1, 2, 5, 10]))
    ax.set(title=title, xlabel="epoch", ylabel=ylabel or metric.replace("_", " "))
    ax.grid(alpha=0.3)
    if dashed or any(curves):
        ax.legend(frameon=False, fontsize="small")
    names = [name for name in curves if name]
    finish(
        fig,
        alt,
        f"{title}. Line plot of {ylabel or metric} against epochs"
        + (f" for {', '.join(names)}" if names else "")
        + (", solid on training data, dashed on validation data." if dashed else "."),
    )


def _by_name(histories: Any) -> dict[str, Mapping[str, Sequence[float]]]:
    """Name → dict of lists, whatever was given. One nameless history has the name ""."""
    if hasattr(histories, "history"):
        return {"": histories.history}
    if not isinstance(histories, Mapping) or not histories:
        raise ValueError("learning_curves takes a dict: name → history, with one entry at least")
    found: dict[str, Mapping[str, Sequence[float]]] = {}
    for name, history in histories.items():
        history = getattr(history, "history", history)
        if not isinstance(history, Mapping):
            return {"": histories}
        found[str(name)] = history
    return found
