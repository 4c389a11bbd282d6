"""How the items of an assignment work: difficulty, discrimination, time and memory."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.report.classdata import HandIn
from autograder.report.items import Item
from autograder.types import CellGrade

FEWEST = 10  # students; a correlation of fewer says next to nothing
CERTAIN = 1.96  # standard errors: an interval of 95 %


@dataclass(frozen=True)
class Discrimination:
    """A correlation with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Spread:
    """Seconds or bytes that an item took.

    Attributes:
        median, most: over the students for whom it was measured.
        student: who had the most.
        count: for how many it was measured.
    """

    median: float
    most: float
    student: str
    count: int


@dataclass(frozen=True)
class Analysis:
    """Figures about one item.

    Attributes:
        difficulty: mean share of the item's points, 1 if everybody has them all (the higher, the
            easier, as is usual); None while anybody isn't scored.
        discrimination: None for small classes, and where all have the same.
        seconds, memory: None if they weren't measured.
    """

    difficulty: float | None
    discrimination: Discrimination | None
    seconds: Spread | None
    memory: Spread | None


def analyse(items: Sequence[Item], hand_ins: Sequence[HandIn]) -> dict[str, Analysis]:
    """Works out the figures of all items of an assignment.

    Args:
        items: the graded items.
        hand_ins: the submissions of that assignment; those that failed don't count.

    Returns:
        Figures by the item's key.
    """
    graded = [one for one in hand_ins if one.verdict.status == "graded"]
    grades = {
        item.key: [
            (one.verdict.student, one.verdict.cells[item.key])
            for one in graded
            if item.key in one.verdict.cells
        ]
        for item in items
    }
    scores = {key: {who: grade.score for who, grade in mine} for key, mine in grades.items()}
    whole = [
        key
        for key, mine in scores.items()
        if len(mine) == len(graded) and None not in mine.values()
    ]
    result = {}
    for key, mine in grades.items():
        known = {who: score for who, score in scores[key].items() if score is not None}
        most = mine[0][1].max_score if mine else 0.0
        rest = [sum(scores[other][who] or 0.0 for other in whole if other != key) for who in known]
        result[key] = Analysis(
            statistics.fmean(known.values()) / most if key in whole and known and most else None,
            discrimination(list(known.values()), rest),
            _spread([(who, grade.seconds) for who, grade in mine]),
            _spread([(who, grade.memory) for who, grade in mine if _ran(grade)]),
        )
    return result


def discrimination(scores: Sequence[float], rest: Sequence[float]) -> Discrimination | None:
    """Corrected item-total correlation: does an item tell strong students from weak ones?

    Pearson's correlation of the points of one item with the points of all other items. Where an
    item is right or wrong and nothing between, that is the point-biserial correlation. The item
    itself is left out of the total, or it would correlate with itself: S. Henrysson, "Correction
    of item-total correlations in item analysis", Psychometrika 28 (1963), 211-218. The interval
    is Fisher's: the inverse hyperbolic tangent of a correlation of n pairs is about normal, with
    a standard error of 1 / sqrt(n - 3).

    Args:
        scores: points of the item, one per student.
        rest: points of the other items, in the same order.

    Returns:
        The correlation, between -1 and 1. None for fewer than ten students, and where all have
        the same points.
    """
    if len(scores) < FEWEST or len(set(scores)) < 2 or len(set(rest)) < 2:
        return None
    value = max(-1.0, min(1.0, statistics.correlation(scores, rest)))
    if abs(value) > 1 - 1e-9:
        return Discrimination(value, value, value)
    middle, wide = math.atanh(value), CERTAIN / math.sqrt(len(scores) - 3)
    return Discrimination(value, math.tanh(middle - wide), math.tanh(middle + wide))


def _ran(grade: CellGrade) -> bool:
    return grade.seconds is not None


def _spread(values: Sequence[tuple[str, float | None]]) -> Spread | None:
    known = [(value, who) for who, value in values if value is not None]
    if not known:
        return None
    most, student = max(known)
    return Spread(statistics.median(value for value, _ in known), most, student, len(known))
