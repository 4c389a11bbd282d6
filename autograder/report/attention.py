"""Who needs help: fell behind the others, stopped half-way, or handed in nothing."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.report.classdata import ClassData, HandIn
from autograder.report.items import Item

FEWEST = 8  # graded submissions, below which nobody is compared with the others
BELOW = 0.2  # of the points under the class's median, so that a close field has no last
DROP = 0.4  # of the ranks of a class: from the upper third to the lowest quarter, say
TRAILING = 0.25  # of the items, at least two


@dataclass
class Student:
    """A student over all assignments.

    Attributes:
        name: the id.
        shares: share of the points that are scored so far per assignment; None without a grade.
        concerns: (assignment, sentence); empty if there is no cause for concern.
    """

    name: str
    shares: list[float | None]
    concerns: list[tuple[str, str]] = field(default_factory=list)


def students_of(data: ClassData) -> tuple[list[Student], list[float | None]]:
    """Looks at every student's way through the assignments.

    A concern is

    - *behind*: in the lowest quarter of the class, and at least 20 % of the points under its
      median, in the last two assignments that were graded (or in the only one there is);
    - *fell back*: the rank in the last assignment is by 40 % of the class lower than the mean
      rank before, and in its lower half;
    - *stopped half-way*: the last items, a quarter of all and at least two, are untouched while
      an earlier one isn't; or all are untouched;
    - *missing*: nothing was handed in, though half of the class did; or it can't be graded.

    Ranks need at least eight graded submissions.

    Args:
        data: the class.

    Returns:
        Everybody, by id, and the class's median share per assignment.
    """
    names = list(data.assignments)
    table: dict[str, dict[str, HandIn]] = {name: {} for name in names}
    for one in data.hand_ins:
        table[one.verdict.assignment][one.verdict.student] = one
    everybody = sorted({one.verdict.student for one in data.hand_ins})
    shares = {name: {who: _share(one) for who, one in table[name].items()} for name in names}
    known = {name: [v for v in shares[name].values() if v is not None] for name in names}
    medians = [statistics.median(known[name]) if known[name] else None for name in names]
    students = []
    for who in everybody:
        student = Student(who, [shares[name].get(who) for name in names])
        for name in names:
            sentence = None
            if (who, name) not in data.handed_in or who in table[name]:
                sentence = _missing(table[name].get(who), len(table[name]), len(everybody))
            sentence = sentence or _stopped(data.items[name], table[name].get(who))
            if sentence:
                student.concerns.append((name, sentence))
        compared = _compared(student, names, known)
        if compared:
            student.concerns.append(compared)
        students.append(student)
    return students, medians


def _share(one: HandIn) -> float | None:
    cells = [cell for cell in one.verdict.cells.values() if cell.score is not None]
    most = sum(cell.max_score for cell in cells)
    if one.verdict.status == "failed" or not most:
        return None
    return sum(cell.score or 0.0 for cell in cells) / most


def _missing(one: HandIn | None, handed_in: int, everybody: int) -> str | None:
    if one is None:
        return "nothing handed in" if handed_in * 2 >= everybody and handed_in > 1 else None
    return "could not be graded" if one.verdict.status == "failed" else None


def _stopped(items: Sequence[Item], one: HandIn | None) -> str | None:
    """Items whose answer can be seen to be untouched, from the end backwards."""
    if one is None:
        return None
    seen = [item for item in items if item.answers]
    open_ones = 0
    for item in reversed(seen):
        if not one.untouched(item):
            break
        open_ones += 1
    if seen and open_ones == len(seen):
        return "handed in as it was released"
    if open_ones >= max(2, TRAILING * len(seen)):
        last = seen[len(seen) - open_ones - 1]
        return f"stopped after “{last.title}”: the last {open_ones} of {len(seen)} are untouched"
    return None


def _compared(
    student: Student, names: Sequence[str], known: Mapping[str, list[float]]
) -> tuple[str, str] | None:
    mine = [
        (name, share, _rank(share, known[name]), known[name])
        for name, share in zip(names, student.shares, strict=True)
        if share is not None and len(known[name]) >= FEWEST
    ]
    if not mine:
        return None
    name, share, rank, others = mine[-1]
    last = mine[-2:]
    behind = [
        rank <= 0.25 and share <= statistics.median(others) - BELOW
        for _, share, rank, others in last
    ]
    if all(behind) and (len(last) == 2 or len(names) == 1):
        again = ", as in the assignment before" if len(last) == 2 else ""
        low = f"{100 * share:.0f} % of the points, median {100 * statistics.median(others):.0f} %"
        return name, f"in the lowest quarter{again} ({low})"
    before = [rank for _, _, rank, _ in mine[:-1]]
    if before and rank < 0.5 and statistics.fmean(before) - rank >= DROP:
        was = 100 * statistics.fmean(before)
        return (
            name,
            f"fell back: ahead of {was:.0f} % of the class before, of {100 * rank:.0f} % now",
        )
    return None


def _rank(share: float, others: Sequence[float]) -> float:
    """Share of the others who have less; those with the same count half."""
    less = sum(other < share for other in others)
    same = sum(other == share for other in others) - 1
    return (less + same / 2) / (len(others) - 1)
