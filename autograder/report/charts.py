"""Places for the drawings of the report: plain numbers that the templates turn into SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The scatter plot's frame, in units of its view box.
LEFT, RIGHT, TOP, BOTTOM = 44.0, 470.0, 12.0, 240.0
LOWEST = -0.2  # discrimination at the bottom of the frame
LABEL = 15.0  # width and height that a number needs
AROUND = ((11, 4), (-11, 4), (0, -7), (0, 17), (10, -6), (-10, -6), (10, 15), (-10, 15), (21, 4),
          (-21, 4), (0, -19), (0, 29))  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A dot with a number beside it."""

    number: int
    x: float
    y: float
    label_x: float
    label_y: float


def scatter(points: Sequence[tuple[int, float, float]]) -> list[Mark]:
    """Places exercises by difficulty and discrimination, with numbers that don't cover each other.

    Args:
        points: number, difficulty (0 to 1), discrimination (-1 to 1; below -0.2 at the edge).
    """
    dots = [
        (
            number,
            LEFT + (RIGHT - LEFT) * difficulty,
            BOTTOM - (BOTTOM - TOP) * (max(LOWEST, value) - LOWEST) / (1 - LOWEST),
        )
        for number, difficulty, value in points
    ]
    taken = [(x, y) for _, x, y in dots]
    marks = []
    for number, x, y in dots:
        wider = 0 if number < 10 else 4
        spots = [(x + dx + wider * ((dx > 0) - (dx < 0)), y + dy) for dx, dy in AROUND]
        inside = [s for s in spots if LEFT < s[0] < RIGHT + 6 and TOP < s[1] < BOTTOM - 2]
        free = [s for s in inside if all(_apart(s, other, (x, y)) for other in taken)]
        label = (free or inside or spots)[0]
        taken.append((label[0], label[1] - 4))
        marks.append(Mark(number, x, y, *label))
    return marks


def _apart(spot: tuple[float, float], other: tuple[float, float], own: tuple[float, float]) -> bool:
    middle = spot[1] - 4  # of a digit whose base line is given
    return other == own or abs(spot[0] - other[0]) > LABEL or abs(middle - other[1]) > LABEL - 2


def way(shares: Sequence[float | None], wide: float, tall: float) -> list[tuple[float, float]]:
    """Places of the shares of an assignment after the other; those that are None are left out.

    Args:
        shares: from 0 to 1.
        wide, tall: of the drawing, which keeps a margin of 4.
    """
    step = (wide - 8) / max(1, len(shares) - 1)
    return [
        (4 + place * step, tall - 4 - (tall - 8) * share)
        for place, share in enumerate(shares)
        if share is not None
    ]
