"""Figures about a graded class: plain numbers that table and page show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.types import Assignment, CellGrade, Verdict

BINS = 10
MOST_MESSAGES = 4


@dataclass
class Exercise:
    """How a class did on one graded cell.

    Attributes:
        name: the cell's name.
        points: what it is worth.
        full, partial, zero, waiting: number of students with all, some and no points, and of
            those whom a person still has to grade.
        mean: mean points of those that are scored; None if nobody is.
        messages: most common messages with the number of students who got them.
        protected: False if its test runs in the student's kernel, which can forge the points.
    """

    name: str
    points: float
    full: int = 0
    partial: int = 0
    zero: int = 0
    waiting: int = 0
    mean: float | None = None
    messages: list[tuple[str, int]] = field(default_factory=list)
    protected: bool = True

    @property
    def count(self) -> int:
        """Number of students."""
        return self.full + self.partial + self.zero + self.waiting


@dataclass
class Summary:
    """A graded assignment.

    Attributes:
        name: its id.
        max_score: points of all cells.
        verdicts: one per student, sorted.
        exercises: one per graded cell, in the notebook's order.
        bins: students per tenth of the points, lowest first. The last holds full points too.
        failed: number of submissions that could not be graded.
        mean, median: of the scores of those that were graded; None if none was.
    """

    name: str
    max_score: float
    verdicts: list[Verdict]
    exercises: list[Exercise]
    bins: list[int]
    failed: int
    mean: float | None
    median: float | None


def summarize(
    assignment: Assignment, verdicts: Sequence[Verdict], unprotected: Sequence[str] = ()
) -> Summary:
    """Counts what a class got on one assignment.

    Args:
        assignment: the instructor's side.
        verdicts: of this assignment.
        unprotected: names of cells whose tests run in the student's kernel whoever is the judge.

    Returns:
        The figures.
    """
    mine = sorted(verdicts, key=lambda verdict: verdict.student)
    graded = [verdict for verdict in mine if verdict.status == "graded"]
    scores = sorted(verdict.score for verdict in graded if verdict.score is not None)
    bins = [0] * BINS
    for score in scores:
        share = score / assignment.max_score if assignment.max_score else 0.0
        bins[min(BINS - 1, max(0, int(share * BINS)))] += 1
    exercises = []
    for notebook in assignment.notebooks:
        for cell in notebook.cells:
            if cell.is_test or cell.is_manual:
                key = assignment.key(notebook.name, cell.grade_id)
                found = [one.cells[key] for one in graded if key in one.cells]
                exercise = _exercise(key, cell.points, found)
                exercise.protected = key not in unprotected and all(g.protected for g in found)
                exercises.append(exercise)
    return Summary(
        assignment.name,
        assignment.max_score,
        list(mine),
        exercises,
        bins,
        len(mine) - len(graded),
        sum(scores) / len(scores) if scores else None,
        _median(scores),
    )


def _exercise(name: str, points: float, grades: Sequence[CellGrade]) -> Exercise:
    result = Exercise(name, points)
    scored = [grade.score for grade in grades if grade.score is not None]
    result.waiting = len(grades) - len(scored)
    result.full = sum(score >= points for score in scored)
    result.zero = sum(score <= 0 < points for score in scored)
    result.partial = len(scored) - result.full - result.zero
    result.mean = sum(scored) / len(scored) if scored else None
    said = Counter(grade.message for grade in grades if grade.message)
    result.messages = [
        (text, count) for text, count in said.most_common(MOST_MESSAGES) if text is not None
    ]
    return result


def _median(values: Sequence[float]) -> float | None:
    if not values:
        return None
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
