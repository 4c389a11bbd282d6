"""What students chose in graded questions, and the misconception behind each choice.

A graded question (`autograder/build/quiz.py`) asks for one value. Its test knows wrong values that
students really give, and has a message for each that says where the thinking went wrong. These are
its options. Practice questions in lessons leave no trace, so that nothing can be said of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.report.classdata import HandIn
from autograder.report.items import Item

RIGHT, OTHER, NOTHING = "the right value", "another value", "no answer"


@dataclass(frozen=True)
class Choice:
    """One option of a graded question.

    Attributes:
        value: as its author wrote it, or "the right value", "another value", "no answer".
        misconception: what leads there, in the words of the check; empty if none is known.
        kind: "right", "known", "other" or "nothing".
        count: number of students.
    """

    value: str
    misconception: str
    kind: str
    count: int


@dataclass(frozen=True)
class Question:
    """A graded question.

    Attributes:
        item: the graded item.
        choices: right, the known wrong values, the most common first, another value, no answer.
        of: number of students.
    """

    item: Item
    choices: tuple[Choice, ...]
    of: int


def questions_of(items: Sequence[Item], hand_ins: Sequence[HandIn]) -> list[Question]:
    """Counts what was chosen.

    Args:
        items: the graded items of an assignment; those without known mistakes are left out.
        hand_ins: its submissions.
    """
    graded = [one for one in hand_ins if one.verdict.status == "graded"]
    return [_question(item, graded) for item in items if item.mistakes]


def _question(item: Item, graded: Sequence[HandIn]) -> Question:
    counts = dict.fromkeys([RIGHT, *(message for _, message in item.mistakes), OTHER, NOTHING], 0)
    of = 0
    for one in graded:
        grade = one.verdict.cells.get(item.key)
        if grade is None or grade.score is None:
            continue
        of += 1
        if one.untouched(item):
            counts[NOTHING] += 1
        elif grade.message is None:
            counts[RIGHT] += 1
        elif grade.message in counts:
            counts[grade.message] += 1
        else:
            counts[OTHER] += 1
    known = [
        Choice(value, message, "known", counts[message])
        for message, value in {text: value for value, text in item.mistakes}.items()
    ]
    known.sort(key=lambda choice: -choice.count)
    return Question(
        item,
        (
            Choice(RIGHT, "", "right", counts[RIGHT]),
            *known,
            Choice(OTHER, "", "other", counts[OTHER]),
            Choice(NOTHING, "", "nothing", counts[NOTHING]),
        ),
        of,
    )
