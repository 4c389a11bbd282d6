"""What all plots share: colours, the way a figure is shown, and room for several panels."""

from __future__ import annotations

import base64
import io
import math
import sys
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from PIL import Image

DPI = 80
WIDEST = 10.0  # inches

# Okabe and Ito's colours, which people with colour blindness can tell apart, in an order in which
# neighbours differ in lightness too: a print in grey still shows them.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#F0E442")
BLUE, ORANGE = "#0072B2", "#D55E00"
# From blue (0, negative) over white to orange (1, positive).
BLUE_TO_ORANGE = LinearSegmentedColormap.from_list("blue_to_orange", [BLUE, "#FFFFFF", ORANGE])


def show(fig: Figure, alt: str) -> None:
    """Displays a figure as a small PNG with a text that stands for it, and closes it.

    In a notebook the text is both the picture's `alt` and the output's plain text. Outside one (a
    script, a test) nothing is displayed.

    Args:
        fig: the figure.
        alt: what one sees in it, in one or two sentences. Keep measured figures out of it unless
            they are the same on every machine: nbval compares this text.

    Raises:
        ValueError: `alt` is empty.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError("show: every picture needs an alt text; say in a sentence what one sees")
    alt = " ".join(alt.split())
    shell = _notebook()
    if shell is not None:
        from IPython.display import display

        display(
            {"image/png": base64.b64encode(png(fig)).decode("ascii"), "text/plain": alt},
            metadata={"image/png": {"alt": alt}},
            raw=True,
        )
    _close(fig)


def png(fig: Figure) -> bytes:
    """Draws a figure into the bytes of a PNG file, without the margins that it doesn't need."""
    buffer = io.BytesIO()
    # Software and date would only make equal pictures differ.
    fig.savefig(buffer, format="png", dpi=DPI, bbox_inches="tight", metadata={"Software": None})
    # 256 colours are enough for a plot and make it a third as large: a notebook has 700 KB for all.
    picture = Image.open(buffer).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small = io.BytesIO()
    picture.save(small, format="PNG", optimize=True)
    return small.getvalue()


def _notebook() -> Any:
    """The running notebook kernel's shell, or None in a script and in a terminal."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    shell = get_ipython()
    return shell if getattr(shell, "kernel", None) is not None else None


def _close(fig: Figure) -> None:
    """Closes a figure, so that the notebook doesn't show it a second time."""
    # Figures that pyplot doesn't know need no closing, and its import takes a while.
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(fig)


def new_figure(width: float, height: float) -> Figure:
    """Makes a figure of so many inches that pyplot doesn't know and so doesn't show by itself."""
    return Figure(figsize=(width, height), layout="constrained")


def one_axes(
    ax: Axes | None, width: float = 6.4, height: float = 4.2
) -> tuple[Figure | None, Axes]:
    """A figure of its own with one pair of axes, or (None, ax) if the caller has brought axes."""
    if ax is not None:
        return None, ax
    fig = new_figure(width, height)
    return fig, fig.subplots()


def finish(fig: Figure | None, alt: str | None, default_alt: str) -> None:
    """Shows a figure of our own; axes that the caller brought stay with the caller."""
    if fig is not None:
        show(fig, alt if alt is not None else default_alt)


def grid(n: int, columns: int | None = None, size: float = 1.1) -> tuple[Figure, list[Axes]]:
    """A figure with n small square panels without ticks; the places left over stay empty.

    Args:
        n: number of panels.
        columns: panels in a row; by default at most 8, or 16 where there are many, and as even
            as possible.
        size: side of a panel in inches; smaller where a row wouldn't fit a notebook's width.
    """
    if n < 1:
        raise ValueError("there is nothing to show: no image was given")
    if columns is None:
        rows = math.ceil(n / (8 if n <= 40 else 16))
        columns = math.ceil(n / rows)
    columns = min(columns, n)
    rows = math.ceil(n / columns)
    size = min(size, WIDEST / columns)
    fig = new_figure(max(columns * size, 3.2), rows * size + 0.9)
    axes = list(np.atleast_1d(fig.subplots(rows, columns)).ravel())
    for ax in axes:
        ax.set_xticks([])
        ax.set_yticks([])
    for ax in axes[n:]:
        ax.set_axis_off()
    return fig, axes[:n]
