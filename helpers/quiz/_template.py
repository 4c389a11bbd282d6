"""How a question with fresh numbers is made, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Made(NamedTuple):
    """What a template makes of a random generator: see `Numbers` for the fields."""

    text: str
    answer: float
    tolerance: float
    how: str
    mistakes: tuple[tuple[float, str], ...]


Template = Callable[[np.random.Generator], Made]
TEMPLATES: dict[str, tuple[int, Template]] = {}  # name: chapter, function


def template(chapter: int) -> Callable[[Template], Template]:
    """Puts a function into the list, under its own name without the underscore."""

    def put(function: Template) -> Template:
        TEMPLATES[function.__name__.lstrip("_")] = (chapter, function)
        return function

    return put


def among(random: np.random.Generator, *values: float) -> float:
    """Draws one of the values."""
    return values[int(random.integers(len(values)))]


def whole(random: np.random.Generator, low: int, high: int) -> int:
    """Draws a whole number from `low` to `high`, both included."""
    return int(random.integers(low, high + 1))
