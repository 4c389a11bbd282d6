"""The outcome of a survey as tables, on the screen and in the documentation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

from autograder.mutate.accepted import Accepted
from autograder.mutate.operators import Mutant
from autograder.mutate.survey import Grade

ENOUGH = 0.95


@dataclass
class Result:
    """What a survey of one chapter came to.

    Attributes:
        grades: of all mutants.
        accepted: entries of mutants.yaml.
        left: mutants of lines that an exercise leaves free.
        data: the data set that was at hand, "" if none was needed.
    """

    grades: Sequence[Grade]
    accepted: Sequence[Accepted] = field(default_factory=list)
    left: Sequence[Mutant] = ()
    data: str = ""

    @property
    def killed(self) -> int:
        """Mutants that lost points."""
        return sum(grade.killed for grade in self.grades)

    @property
    def survivors(self) -> list[Grade]:
        """Mutants that lost nothing and that nobody has called right."""
        return [
            grade
            for grade in self.grades
            if not grade.killed and not any(entry.fits(grade.mutant) for entry in self.accepted)
        ]

    @property
    def stale(self) -> list[Accepted]:
        """Entries of mutants.yaml that fit nothing any more."""
        alive = [*(grade.mutant for grade in self.grades if not grade.killed), *self.left]
        return [entry for entry in self.accepted if not any(entry.fits(m) for m in alive)]

    @property
    def free(self) -> int:
        """Number of mutants of lines that an exercise leaves free."""
        return len(self.left)

    @property
    def share(self) -> float:
        """Share of mutants that lost points."""
        return self.killed / len(self.grades) if self.grades else 1.0

    @property
    def ok(self) -> bool:
        """Whether enough lost points and the rest are right answers."""
        return self.share >= ENOUGH and not self.survivors

    def rows(self) -> list[tuple[str, int, int, int, int]]:
        """Exercise, mutants, killed, accepted, survivors; one row per exercise."""
        names = dict.fromkeys(grade.mutant.exercise for grade in self.grades)
        left = {id(grade) for grade in self.survivors}
        found = []
        for name in names:
            own = [grade for grade in self.grades if grade.mutant.exercise == name]
            killed = sum(grade.killed for grade in own)
            open_ = sum(id(grade) in left for grade in own)
            found.append((name, len(own), killed, len(own) - killed - open_, open_))
        return found


def print_result(chapter: str, result: Result, console: Console) -> None:
    """Prints a table of a chapter's exercises and the survivors as diffs."""
    table = Table(title=f"{chapter}: {result.share:.1%} of the mutants lose points")
    table.add_column("exercise")
    for name in ("mutants", "lost points", "right anyway", "survived"):
        table.add_column(name, justify="right")
    for row in result.rows():
        table.add_row(row[0], *map(str, row[1:]), style="red" if row[4] else None)
    console.print(table)
    if result.left:
        console.print(f"{result.free} more of lines that exercises leave free", highlight=False)
    for grade in result.survivors:
        mutant = grade.mutant
        console.print(
            f"{mutant.exercise}, line {mutant.line} ({mutant.kind}): no check minds",
            markup=False, highlight=False,
        )  # fmt: skip
        diff = f"- {mutant.before}\n+ {mutant.after}"
        console.print(Syntax(diff, "diff", background_color="default"))
    for entry in result.stale:
        console.print(
            f"mutants.yaml, line {entry.line}: no survivor of {entry.exercise} is like this any "
            "more: remove the entry",
            style="yellow", markup=False, soft_wrap=True,
        )  # fmt: skip


HEAD = """\
# What the checks let through

Each model solution was changed one operator, constant, argument, axis, call or statement at a
time, and each of these mutants was graded like a student's answer. `mutants.yaml` of the chapter
says one by one why those that lose no points are right answers.

- *right anyway*: lose no points, and `mutants.yaml` says why they are right
- *survive*: lose no points, and nobody has said why: a check lets a mistake through
- *left free*: changes of lines that the exercise leaves to whoever solves it, such as the number of
  neurons of "a network of your choice". They are no mistakes and were not graded

Written by `autograder mutate CHAPTER --docs docs/mutants.md`, which replaces the chapter's row.

| chapter | mutants | lose points | share | right anyway | survive | left free | data | day |
|---|---|---|---|---|---|---|---|---|
"""


def as_row(chapter: str, result: Result, day: str) -> str:
    """A chapter's row of the table for the documentation.

    Args:
        chapter: its name.
        result: of all its exercises.
        day: when it was measured.
    """
    rows = result.rows()
    right, left = sum(row[3] for row in rows), sum(row[4] for row in rows)
    cells = [
        chapter, len(result.grades), result.killed, f"{result.share:.1%}", right, left,
        result.free, result.data or "none needed", day,
    ]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def merged(text: str, rows: Mapping[str, str]) -> str:
    """The documentation with some rows replaced.

    Args:
        text: the page so far, "" if there is none.
        rows: per chapter.
    """
    known = dict(re.findall(r"^(\| (\d\w*) \|.*)$", text, re.MULTILINE))
    found = {chapter: row for row, chapter in known.items()} | dict(rows)
    return HEAD + "".join(found[chapter] + "\n" for chapter in sorted(found))
