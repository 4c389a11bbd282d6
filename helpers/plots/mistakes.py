"""Where a classifier goes wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from helpers.plots._figure import finish, one_axes
from helpers.plots.pictures import images as show_images


def confusion_matrix(
    y_true: np.ndarray,
    y_pred: np.ndarray,
    class_names: Sequence[str],
    *,
    title: str,
    alt: str | None = None,
    ax: Axes | None = None,
) -> None:
    """Counts which class was taken for which. Mistakes are coloured by their share of the class.

    Args:
        y_true: right classes, int (n,).
        y_pred: predicted classes, int (n,), or probabilities, float (n, classes).
        class_names: name of each class.
        title: stands above the picture.
        alt: stands for the picture; by default a plain description.
        ax: draw into these axes, for several panels; the caller then calls `show`.

    Raises:
        ValueError: the numbers of examples differ, or a class has no name.
    """
    y_true, y_pred = np.asarray(y_true).reshape(-1), _classes(y_pred)
    n = len(class_names)
    if y_true.shape != y_pred.shape:
        raise ValueError(
            f"confusion_matrix: {len(y_true)} right classes, but {len(y_pred)} predicted ones"
        )
    for which, y in (("y_true", y_true), ("y_pred", y_pred)):
        if len(y) == 0 or y.min() < 0 or y.max() >= n:
            raise ValueError(f"confusion_matrix: {which} must hold classes from 0 to {n - 1}")
    counts = np.zeros((n, n), dtype=int)
    np.add.at(counts, (y_true, y_pred), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    # The diagonal would outshine the mistakes, which are what one looks for.
    mistakes = np.where(np.eye(n, dtype=bool), np.nan, shares * 100)

    fig, ax = one_axes(ax, max(4.6, 0.5 * n + 1.6), max(3.8, 0.44 * n + 1.2))
    highest = max(float(np.nanmax(mistakes)) if n > 1 else 0.0, 1e-9)
    shown = ax.imshow(mistakes, cmap="Oranges", vmin=0, vmax=highest)
    for row in range(n):
        for column in range(n):
            if counts[row, column]:
                dark = row != column and mistakes[row, column] > 0.6 * highest
                ax.text(
                    column, row, f"{counts[row, column]}", ha="center", va="center", fontsize=8,
                    color="white" if dark else "black",
                    fontweight="bold" if row == column else "normal",
                )  # fmt: skip
    ax.set_xticks(range(n), class_names, rotation=45 if _long(class_names) else 0)
    ax.set_yticks(range(n), class_names)
    ax.set(title=title, xlabel="predicted class", ylabel="right class")
    ax.figure.colorbar(shown, ax=ax, label="mistakes, % of the class", shrink=0.85)
    finish(
        fig,
        alt,
        f"{title}. Table of right class (rows) against predicted class (columns) for "
        f"{n} classes, with counts; mistakes are orange, darker where they are more of the class.",
    )


def most_wrong(
    images: np.ndarray,
    y_true: np.ndarray,
    probabilities: np.ndarray,
    *,
    n: int = 12,
    title: str,
    alt: str | None = None,
    class_names: Sequence[str] | None = None,
    columns: int | None = None,
) -> None:
    """Shows the images that a classifier got most confidently wrong.

    Args:
        images: as for `plots.images`, (examples, height, width[, channels]).
        y_true: right classes, int (examples,).
        probabilities: of each class, float (examples, classes).
        n: how many to show; fewer if there are fewer mistakes.
        title: stands above the picture.
        alt: stands for the picture; by default a plain description.
        class_names: by default the class numbers.
        columns: images in a row.

    Raises:
        ValueError: the numbers of examples differ, or there is no mistake to show.
    """
    y_true, probabilities = np.asarray(y_true).reshape(-1), np.asarray(probabilities)
    if not len(images) == len(y_true) == len(probabilities) or probabilities.ndim != 2:
        raise ValueError(
            f"most_wrong: {len(images)} images and {len(y_true)} classes need probabilities of "
            f"shape ({len(images)}, classes), not {probabilities.shape}"
        )
    names = class_names or [str(i) for i in range(probabilities.shape[1])]
    worst = worst_first(y_true, probabilities)[:n]
    if len(worst) == 0:
        raise ValueError("most_wrong: the classifier made no mistake on these images")
    predicted = probabilities.argmax(axis=1)
    labels = [
        f"{names[y_true[i]]} as {names[predicted[i]]}\n{probabilities[i, predicted[i]]:.0%} sure"
        for i in worst
    ]
    show_images(
        np.asarray(images)[worst],
        labels,
        title=title,
        alt=alt
        or f"{title}. The images that were most confidently put into a wrong class, each with its "
        "right class, the predicted one and the probability that it was given.",
        columns=columns or min(len(worst), 6),
    )


def worst_first(y_true: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Indices of the mistakes, the most confident ones first.

    Args:
        y_true: right classes, int (n,).
        probabilities: float (n, classes).

    Returns:
        int (mistakes,).
    """
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != y_true)
    return wrong[np.argsort(-probabilities.max(axis=1)[wrong], kind="stable")]


def _classes(y_pred: np.ndarray) -> np.ndarray:
    y_pred = np.asarray(y_pred)
    return y_pred.argmax(axis=1) if y_pred.ndim == 2 and y_pred.shape[1] > 1 else y_pred.reshape(-1)


def _long(class_names: Sequence[str]) -> bool:
    return max(len(name) for name in class_names) > 3
