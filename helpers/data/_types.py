"""What a loaded data set is, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Source:
    """Where a data set came from.

    Attributes:
        kind: "stand-in", or the data set's name ("mnist"): the keys of `report(…, at_least=…)`.
        label: for people: "MNIST", "MNIST, unverified copy", "stand-in: …".
        where: the place in words that are the same on every machine: "$COURSE_DATA", ….
        path: the file that was read, None for a stand-in.
    """

    kind: str
    label: str
    where: str
    path: Path | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Dataset:
    """A data set in training and test part. Its arrays are read-only: work on copies.

    Attributes:
        name: "mnist".
        x_train: examples to train on; images are uint8 (n, height, width) or with channels.
        y_train: their classes, int64 (n,).
        x_test: examples to judge a finished network on.
        y_test: their classes, int64 (n,).
        class_names: name of each class, in the order of the class numbers.
        source: where the data came from.
    """

    name: str
    x_train: np.ndarray = field(repr=False)
    y_train: np.ndarray = field(repr=False)
    x_test: np.ndarray = field(repr=False)
    y_test: np.ndarray = field(repr=False)
    class_names: tuple[str, ...] = field(repr=False)
    source: Source

    def subset(self, train: int | None = None, test: int | None = None, seed: int = 0) -> Dataset:
        """Draws a smaller data set in which the classes keep their shares.

        Args:
            train: training examples to keep; None keeps all of them.
            test: test examples to keep, likewise.
            seed: of the draw. The same seed draws the same examples.

        Returns:
            A data set of the same source, its examples in random order.

        Raises:
            ValueError: more examples are asked for than there are, or fewer than one.
        """
        parts: dict[str, Any] = {}
        for part, n in (("train", train), ("test", test)):
            x, y = getattr(self, f"x_{part}"), getattr(self, f"y_{part}")
            if n is not None:
                if not 1 <= n <= len(y):
                    raise ValueError(
                        f"subset({part}={n}) of {self.source.label}: "
                        f"choose from 1 to {len(y)} examples"
                    )
                # Training and test draws must not depend on each other.
                rng = np.random.default_rng([seed, part == "test"])
                chosen = stratified(y, n, rng)
                x, y = x[chosen], y[chosen]
            parts[f"x_{part}"], parts[f"y_{part}"] = read_only(x), read_only(y)
        return replace(self, **parts)


def stratified(y: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Chooses n examples so that every class keeps its share, up to rounding.

    Args:
        y: classes, integer (examples,).
        n: how many to choose, at most len(y).
        rng: source of randomness.

    Returns:
        Indices into y, int64 (n,), without repetition, in random order.
    """
    order = rng.permutation(len(y))
    # Sorted by class, every class is one run; n places spread evenly over all runs take n/len(y)
    # of each, rounded up or down.
    by_class = order[np.argsort(y[order], kind="stable")]
    places = (np.arange(n) * len(y) + rng.integers(len(y))) // n % len(y)
    return rng.permutation(by_class[places])


def read_only(array: np.ndarray) -> np.ndarray:
    """A view of the array that cannot be written to, since the whole process shares it."""
    view = array.view()
    view.flags.writeable = False
    return view
