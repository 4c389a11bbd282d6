"""The most common wrong answers: grouped by what the checks said, each with an example."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.report.anonymize import Anonymizer
from autograder.report.classdata import HandIn
from autograder.report.items import Item

QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`|‘[^’\n]*’|“[^”\n]*”")
NUMBER = re.compile(r"(?<![^\W\d_])[-+−]?(?:0x[0-9a-f]+|\d+(?:[.,]\d+)*(?:e[-+]?\d+)?|nan|inf)\b")
SHAPE = re.compile(r"[(\[]\s*#(?:\s*,\s*#)*\s*,?\s*[)\]]")


@dataclass(frozen=True)
class Mistake:
    """Students to whom the checks of one item said the same.

    Attributes:
        message: in the wording that was most common.
        students: who got it, sorted.
        of: how many submissions were graded.
        wordings: in how many wordings, which differ in numbers and names only.
        untouched: whether these students wrote nothing at all.
        example: anonymized code of one of them; None if there is none.
    """

    message: str
    students: tuple[str, ...]
    of: int
    wordings: int = 1
    untouched: bool = False
    example: str | None = None

    @property
    def count(self) -> int:
        """How many students."""
        return len(self.students)


def mistakes_of(
    item: Item, hand_ins: Sequence[HandIn], anonymizer: Anonymizer, *, examples: bool = True
) -> list[Mistake]:
    """Groups the wrong answers to one item.

    Args:
        item: the graded item.
        hand_ins: the submissions of its assignment.
        anonymizer: knows the names of the class.
        examples: whether to look for examples, which takes most of the time.

    Returns:
        Groups, the largest first; those who wrote nothing are one group.
    """
    graded = [one for one in hand_ins if one.verdict.status == "graded"]
    groups: dict[tuple[bool, str], list[tuple[str, HandIn]]] = defaultdict(list)
    for one in graded:
        grade = one.verdict.cells.get(item.key)
        if grade is None or not grade.message:
            continue
        untouched = one.untouched(item)
        groups[untouched, "" if untouched else normalized(grade.message)].append(
            (grade.message, one)
        )
    found = []
    for (untouched, _), group in groups.items():
        said = Counter(message for message, _ in group)
        example = None
        if examples and not untouched:
            example = typical([one.code(item) for _, one in group], anonymizer, item.own)
        found.append(
            Mistake(
                anonymizer.text(said.most_common(1)[0][0], item.own),
                tuple(sorted(one.verdict.student for _, one in group)),
                len(graded),
                len(said),
                untouched,
                example or None,
            )
        )
    return sorted(found, key=lambda one: (-one.count, one.untouched, one.message))


def normalized(message: str) -> str:
    """Returns what a message has in common with others that differ in numbers and names only."""
    text = NUMBER.sub("#", QUOTED.sub("«»", message.casefold()))
    return " ".join(SHAPE.sub("#", text).split())


def typical(codes: Sequence[str], anonymizer: Anonymizer, own: str) -> str:
    """Chooses one of several answers: the one that most have written, else the shortest.

    Args:
        codes: what students wrote.
        anonymizer: knows the names of the class.
        own: what the instructor wrote about the exercise.

    Returns:
        The answer, anonymized.
    """
    bare = [code for code in (anonymizer.code(code, own) for code in codes) if code]
    if not bare:
        return ""
    same = Counter(_shape(code) for code in bare)
    return min(bare, key=lambda code: (-same[_shape(code)], len(code), code))


def _shape(code: str) -> str:
    """Code without its layout; the code itself if it isn't Python."""
    try:
        return ast.dump(ast.parse(code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code
