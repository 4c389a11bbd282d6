"""Grades the mutants of a chapter and tells which lost points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.build.quiz import load_quiz
from autograder.farm.answers import SOLUTION
from autograder.farm.chapter import Chapter
from autograder.farm.protection import protect
from autograder.judge.glass.analysis import names_of
from autograder.kernel.options import (
    DEFAULT_ISOLATION,
    DEFAULT_JUDGE,
    Isolation,
    JudgeName,
)
from autograder.mutate.operators import Mutant, mutants
from autograder.types import Verdict

REFERENCE = "the model solution"
REFERENCE_SECONDS = 300  # for a cell of the model solution
SHORTEST_LIMIT, SLOWER = 15.0, 6.0  # a mutant may take this much longer than the model solution


@dataclass(frozen=True)
class Grade:
    """What came of one mutant.

    Attributes:
        mutant: the change.
        killed: whether a check took points off.
        message: of the first check that did.
    """

    mutant: Mutant
    killed: bool
    message: str | None = None


class NotSolved(Exception):
    """The model solution itself loses points: there is nothing to compare with."""


def survey(
    folder: Path,
    exercises: Iterable[str] = (),
    workers: int = 1,
    isolation: Isolation = DEFAULT_ISOLATION,
    judge: JudgeName = DEFAULT_JUDGE,
    on_begin: Callable[[int], None] = lambda hand_ins: None,
    on_done: Callable[[], None] = lambda: None,
) -> list[Grade]:
    """Grades every mutant of a chapter's solutions.

    Mutants of exercises that have no check in common are graded in one hand-in. Where such a
    hand-in ends before its time, each of its mutants is graded again on its own.

    Args:
        folder: the chapter, such as solutions/01_ann_xor.
        exercises: only these; empty for all. Short questions are left out in any case.
        workers: hand-ins graded at a time.
        isolation: level of the sandbox.
        judge: who runs test cells.
        on_begin: told how many hand-ins there are, each time some are to be graded.
        on_done: told after each of them.

    Returns:
        A grade per mutant, in the order of the notebook.

    Raises:
        AuthorMistake: a text of the chapter is wrong.
        NotSolved: the model solution doesn't get all points.
        KeyError: the chapter has no such exercise.
        WrongCall: the protection that is asked for can't be had.
    """
    chapter = Chapter(folder)
    checks = checks_of(chapter.solved)
    quiz = folder / "quiz.yaml"
    questions = {question.id for question in load_quiz(quiz)} if quiz.exists() else set()
    known = [name for name in checks if name not in questions]
    wanted = list(exercises) or known
    for name in wanted:
        if name not in known:
            raise KeyError(name)
    sources = {name: source for name, source in _sources(chapter.solved).items() if name in wanted}
    made = [mutant for name, source in sources.items() for mutant in mutants(name, source)]

    with protect([chapter.loaded], isolation, judge, [folder.parent]) as protection:

        def grade(groups: Sequence[Sequence[Mutant]], seconds: float) -> list[Verdict]:
            on_begin(len(groups))
            hand_ins = [
                chapter.hand_in(f"mutant {number}", {m.exercise: m.source for m in group})
                for number, group in enumerate(groups)
            ]
            done = chapter.grade(hand_ins, protection, workers, round(seconds), on_done)
            return [done[hand_in.student] for hand_in in hand_ins]

        [reference] = grade([[]], REFERENCE_SECONDS)
        _check_solved(chapter, reference)
        limit = max(SHORTEST_LIMIT, SLOWER * reference.seconds)
        found: dict[Mutant, Grade] = {}
        again: list[Mutant] = []
        groups = pack(made, checks)
        for group, verdict in zip(groups, grade(groups, limit), strict=True):
            for mutant in group:
                found[mutant] = judged(mutant, checks, verdict)
            if len(group) > 1 and verdict.reason:
                again += [mutant for mutant in group if found[mutant].killed]
        if again:
            verdicts = grade([[mutant] for mutant in again], limit)
            for mutant, verdict in zip(again, verdicts, strict=True):
                found[mutant] = judged(mutant, checks, verdict)
    return [found[mutant] for mutant in made]


def checks_of(solved: NotebookNode) -> dict[str, set[str]]:
    """Tells which checks can feel a change of an exercise.

    Args:
        solved: the instructor's notebook.

    Returns:
        Names of checks per exercise: those that use a name of its cell, directly or through
        cells in between, and those that stand below it before the next exercise.
    """
    found: dict[str, set[str]] = {}
    touched: dict[str, set[str]] = {}
    last = ""
    for cell in solved.cells:
        if cell.cell_type != "code":
            continue
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        names = names_of(cell.source)
        is_check = bool(cell.metadata.get("nbgrader", {}).get("grade")) and not name.endswith(
            SOLUTION
        )
        for exercise, known in touched.items():
            if names.uses & known or (is_check and exercise == last):
                if is_check:
                    found[exercise].add(name)
                else:
                    known |= names.binds
        if name.endswith(SOLUTION):
            last = name.removesuffix(SOLUTION)
            if names.binds:
                found[last], touched[last] = set(), set(names.binds)
    return found


def _sources(solved: NotebookNode) -> dict[str, str]:
    return {
        cell.metadata.nbgrader.grade_id.removesuffix(SOLUTION): cell.source
        for cell in solved.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").endswith(SOLUTION)
    }


def pack(made: Sequence[Mutant], checks: dict[str, set[str]]) -> list[list[Mutant]]:
    """Packs mutants into as few hand-ins as possible, no two that one check can feel.

    Args:
        made: the mutants.
        checks: per exercise, the checks that can feel it.
    """
    groups: list[tuple[list[Mutant], set[str]]] = []
    for mutant in made:
        own = checks[mutant.exercise] | {f"exercise {mutant.exercise}"}
        for group, taken in groups:
            if not own & taken:
                group.append(mutant)
                taken |= own
                break
        else:
            groups.append(([mutant], set(own)))
    return [group for group, _ in groups]


def judged(mutant: Mutant, checks: dict[str, set[str]], verdict: Verdict) -> Grade:
    """Tells from a hand-in's verdict whether a mutant lost points."""
    if verdict.status == "failed":
        return Grade(mutant, True, verdict.reason)
    for name in sorted(checks[mutant.exercise]):
        cell = verdict.cells[name]
        if cell.score is not None and cell.score < cell.max_score:
            return Grade(mutant, True, cell.message)
    return Grade(mutant, False)


def _check_solved(chapter: Chapter, verdict: Verdict) -> None:
    lost = [
        f"{name} ({cell.message})"
        for name, cell in verdict.cells.items()
        if name in chapter.points and cell.score != cell.max_score
    ]
    if verdict.status == "failed" or lost:
        why = verdict.reason if verdict.status == "failed" else ", ".join(lost)
        raise NotSolved(f"{chapter.name}: {REFERENCE} itself loses points: {why}")
