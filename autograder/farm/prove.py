"""Proves a chapter's checks: every known answer gets exactly the points that it names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from autograder.build.answers import KINDS, Answer, load
from autograder.farm.answers import Expected, combine, expect
from autograder.farm.chapter import Chapter
from autograder.farm.protection import Protection, protect
from autograder.kernel.options import (
    DEFAULT_ISOLATION,
    DEFAULT_JUDGE,
    Isolation,
    JudgeName,
)
from autograder.types import SubmittedFiles, Verdict

SOLVED, UNTOUCHED = "the model solution", "the untouched release"
SLOWEST_CELL = 300  # seconds


@dataclass(frozen=True)
class Discrepancy:
    """Something that isn't as an answer says.

    Attributes:
        answer: name of the answer, or of the combination that it was part of.
        item: the graded item, "" if it is about all of them.
        text: what was expected and what was found.
    """

    answer: str
    item: str
    text: str

    def __str__(self) -> str:
        return f"{self.answer}: {self.item + ': ' if self.item else ''}{self.text}"


def prove(
    chapter: Path,
    workers: int = 1,
    isolation: Isolation = DEFAULT_ISOLATION,
    judge: JudgeName = DEFAULT_JUDGE,
    kinds: Collection[str] = KINDS,
) -> list[Discrepancy]:
    """Grades every known answer of a chapter.

    The model solution must get all automatic points and the untouched release none. Answers to
    different items are graded together; what surprises is graded again on its own, so that an
    exercise that depends on another one is found out as well.

    Args:
        chapter: a folder such as solutions/01_ann_xor.
        workers: submissions graded at a time.
        isolation: level of the sandbox around each.
        judge: who runs test cells. With the glass, a check that has to run in the student's
            kernel is a discrepancy unless its cell says so.
        kinds: of answers: "right", "alternative", "wrong".

    Returns:
        What is wrong, empty if all is well.

    Raises:
        AuthorMistake: a text of the chapter is wrong.
        WrongCall: the protection that is asked for can't be had.
    """
    proof = _Proof(chapter, workers, kinds)
    with protect([proof.chapter.loaded], isolation, judge, [chapter.parent]) as proof.protection:
        return proof.run()


class _Proof:
    def __init__(self, folder: Path, workers: int, kinds: Collection[str]) -> None:
        self.folder, self.workers, self.kinds = folder, workers, kinds
        self.chapter = Chapter(folder)
        self.points, self.manual = self.chapter.points, self.chapter.manual
        self.protection = Protection()

    def run(self) -> list[Discrepancy]:
        found: list[Discrepancy] = []
        groups: dict[str, tuple[list[Answer], Expected]] = {}
        known = [answer for answer in load(self.folder) if answer.kind in self.kinds]
        for group in combine(known):
            unknown = [answer for answer in group if answer.item not in self.points]
            found += [
                Discrepancy(answer.name, answer.item, "no check has this name")
                for answer in unknown
            ]
            group = [answer for answer in group if answer not in unknown]
            if group:
                label = group[0].name if len(group) == 1 else f"combination {len(groups) + 1}"
                groups[self._unique(label, groups)] = (group, self._expect(group))
        tasks = [self._task(label, group) for label, (group, _) in groups.items()]
        solved = expect(self.points, self.manual, [])
        untouched = Expected(cells={**dict.fromkeys(self.points, 0.0)})
        tasks.append(self._task(SOLVED, []))
        tasks.append(self.chapter.untouched(UNTOUCHED))
        again: list[Answer] = []
        for label, verdict in self._grade(tasks).items():
            if label == SOLVED:
                found += compare(label, solved, verdict)
            elif label == UNTOUCHED:
                found += compare(label, untouched, verdict)
            else:
                group, expected = groups[label]
                wrong = compare(label, expected, verdict)
                if wrong and len(group) > 1:
                    again += group
                else:
                    found += wrong
        return found + self._alone(again)

    def _alone(self, answers: list[Answer]) -> list[Discrepancy]:
        """Grades answers of a combination that went wrong one by one, to say which it was."""
        if not answers:
            return []
        found = []
        names: dict[str, Answer] = {}
        for answer in answers:
            names[self._unique(answer.name, names)] = answer
        tasks = [self._task(label, [answer]) for label, answer in names.items()]
        for label, verdict in self._grade(tasks).items():
            found += compare(label, self._expect([names[label]]), verdict)
        if not found:
            together = ", ".join(answer.name for answer in answers)
            found.append(Discrepancy(
                together, "", "right one by one, wrong together: an exercise depends on another"
            ))  # fmt: skip
        return found

    def _expect(self, group: list[Answer]) -> Expected:
        return expect(self.points, self.manual, group)

    def _task(self, label: str, group: list[Answer]) -> SubmittedFiles:
        cells: dict[str, str] = {}
        for answer in group:
            cells.update(answer.cells)
        return self.chapter.hand_in(label, cells)

    def _grade(self, tasks: list[SubmittedFiles]) -> dict[str, Verdict]:
        # Training on a busy machine is not a mistake of an answer: hence the generous limit.
        done = self.chapter.grade(tasks, self.protection, self.workers, SLOWEST_CELL)
        return {task.student: done[task.student] for task in tasks}

    @staticmethod
    def _unique(label: str, taken: dict[str, object] | dict) -> str:
        number = 1
        fresh = label
        while fresh in taken:
            number += 1
            fresh = f"{label} ({number})"
        return fresh


def compare(label: str, expected: Expected, verdict: Verdict) -> list[Discrepancy]:
    """Compares what a submission must get with what it got.

    Args:
        label: name of the answer or the student.
        expected: points and messages; cells that it doesn't name aren't compared.
        verdict: what it got.
    """
    found = []
    if verdict.status != expected.status:
        found.append(
            Discrepancy(
                label, "", f"must be {expected.status}, is {verdict.status}: {verdict.reason}"
            )
        )
        return found
    if expected.reason and expected.reason not in (verdict.reason or ""):
        found.append(Discrepancy(
            label, "", f"the reason must say {expected.reason!r}, it says {verdict.reason!r}"
        ))  # fmt: skip
    if expected.reason is None and verdict.reason:
        found.append(Discrepancy(label, "", f"there must be no reason, it is {verdict.reason!r}"))
    for item, points in expected.cells.items():
        got = verdict.cells.get(item)
        if got is None:
            found.append(Discrepancy(label, item, "was not graded"))
        elif got.score != points:
            found.append(Discrepancy(
                label, item, f"must get {_shown(points)}, gets {_shown(got.score)} ({got.message})"
            ))  # fmt: skip
        elif item in expected.messages and expected.messages[item] not in (got.message or ""):
            found.append(Discrepancy(
                label, item, f"must say {expected.messages[item]!r}, says {got.message!r}"
            ))  # fmt: skip
    return found


def _shown(points: float | None) -> str:
    return "no points yet" if points is None else f"{points:g} points"
