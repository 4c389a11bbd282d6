"""Headline figures that a notebook prints and, at the same time, checks."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.data import Dataset, Source

Limit = float | Mapping[str, float]


class BelowLimit(AssertionError):
    """A reported figure isn't as good as it has to be."""


def report(
    name: str,
    value: float,
    *,
    at_least: Limit | None = None,
    at_most: Limit | None = None,
    source: Source | Dataset | str | None = None,
    format: str = ".4f",
) -> None:
    """Prints a figure with its limit and fails if the limit doesn't hold.

        report("test accuracy", 0.9906, at_least={"mnist": 0.988, "stand-in": 0.93})
        # test accuracy: 0.9906 (at least 0.988 on MNIST)

    Args:
        name: what was measured, in words.
        value: the figure, one number.
        at_least: the smallest value that is good enough: one number, or one for each kind of
            data (`Source.kind`: "mnist", "stand-in", …).
        at_most: the largest one, likewise.
        source: the data that were used: a `Source`, a `Dataset` or a kind. By default the data
            set that this process loaded last.
        format: how to print the value, as in an f-string: ".4f", ".2%", ….

    Raises:
        BelowLimit: the value is below `at_least`, above `at_most`, or not a number.
        ValueError: a limit is given per kind of data, and none for the data that were used.
    """
    value = float(value)
    kind, label = _kind_and_label(source)
    if kind == "stand-in":
        label = "stand-in data"
    limits = [
        (words, _limit(limit, kind, name), isinstance(limit, Mapping), holds)
        for words, limit, holds in (
            ("at least", at_least, lambda bound: value >= bound),
            ("at most", at_most, lambda bound: value <= bound),
        )
        if limit is not None
    ]
    notes, missed = [], []
    for words, bound, per_source, holds in limits:
        note = f"{words} {_short(bound, format)}" + (f" on {label}" if per_source else "")
        notes.append(note)
        if not holds(bound):
            missed.append(note)
    shown = f"{value:{format}}"
    if missed or math.isnan(value):
        needed = f", but it must be {' and '.join(missed)}" if missed else ", which is no figure"
        raise BelowLimit(f"{name} is {shown}{needed}")
    print(f"{name}: {shown}" + (f" ({', '.join(notes)})" if notes else ""))


def _kind_and_label(source: Source | Dataset | str | None) -> tuple[str | None, str]:
    if source is None:
        # Whoever has loaded data has imported helpers.data; a report must not import it.
        loaded = sys.modules.get("helpers.data")
        found = loaded.last_source() if loaded is not None else None
        return (found.kind, found.label) if found is not None else (None, "")
    if isinstance(source, str):
        return source, source
    from_dataset: Any = getattr(source, "source", source)
    return from_dataset.kind, from_dataset.label


def _limit(limit: Limit, kind: str | None, name: str) -> float:
    if not isinstance(limit, Mapping):
        return float(limit)
    if kind is None:
        raise ValueError(
            f"report({name!r}): the limit depends on the data, but no data set was loaded; "
            "load one with helpers.data.load(…) or pass source=…"
        )
    if kind not in limit:
        raise ValueError(
            f"report({name!r}): there is no limit for the data kind {kind!r}, "
            f"only for {', '.join(map(repr, limit))}; add one"
        )
    return float(limit[kind])


def _short(bound: float, format: str) -> str:
    """The limit as people write it: 0.988 rather than 0.9880."""
    if format.endswith("%"):
        return f"{100 * bound:.6g} %"
    return f"{bound:.6g}"
