"""A notebook in which one exercise is answered and checked several times over.

Starting a kernel and running the given cells costs more than most checks. So the mutants of an
exercise share a kernel, one after the other, and the model solution comes last: if that one loses
points, a mutant has spoilt the kernel for those behind it.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build.mistakes import AuthorMistake
from autograder.farm.answers import SOLUTION, fill, solutions, to_bytes
from autograder.farm.chapter import Chapter
from autograder.gradebook.course import Course
from autograder.gradebook.instructor import load_assignment
from autograder.judge.glass.analysis import names_of
from autograder.types import SubmittedFiles

TRIAL = "--trial"


class Trials:
    """The notebook of one exercise: some trials, and behind them the model solution once more.

    Args:
        chapter: its chapter.
        exercise: its name.
        checks: the checks that can feel a change of it.
        size: number of trials.

    Attributes:
        loaded: the instructor's side of it, as an assignment.
    """

    def __init__(self, chapter: Chapter, exercise: str, checks: set[str], size: int) -> None:
        self.exercise, self.checks, self.size = exercise, checks, size
        self.name = f"{chapter.name}--{exercise}--{size}"
        self._solution = solutions(chapter.solved)
        self._notebook = repeated(chapter.solved, exercise, checks, size + 1)
        with tempfile.TemporaryDirectory(prefix="trials-") as scratch:
            path = Path(scratch) / "source" / self.name / f"{chapter.name}.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(self._notebook, path)
            self.loaded = load_assignment(Course(Path(scratch)), self.name)
        self._file = f"{chapter.name}.ipynb"

    def hand_in(self, label: str, sources: Sequence[str]) -> SubmittedFiles:
        """What is handed in to try some answers.

        Args:
            label: name of the hand-in, unique in a run.
            sources: of the exercise's cell, at most as many as there are trials. The model
                solution is tried in place of those that lack.
        """
        answers = {}
        for cell in self._notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if name.endswith(SOLUTION):
                answers[name.removesuffix(SOLUTION)] = self._solution[original(name)]
        for number, source in enumerate(sources):
            answers[trial_name(self.exercise, number)] = source
        return SubmittedFiles(
            label, self.name, {self._file: to_bytes(fill(self._notebook, answers))}
        )

    def cells_of(self, number: int) -> set[str]:
        """Grade ids of the checks of a trial, which is the model solution's if it is `size`."""
        return {trial_name(check, number) for check in self.checks}

    def answer_cell(self, number: int) -> str:
        """Grade id of the cell that a trial's answer stands in."""
        return trial_name(self.exercise, number) + SOLUTION


def trial_name(name: str, number: int) -> str:
    """Name of an exercise or a check in a trial."""
    return f"{name}{TRIAL}{number}"


def original(grade_id: str) -> str:
    """The exercise that a solution cell answers, in whichever trial."""
    return grade_id.removesuffix(SOLUTION).partition(TRIAL)[0]


def repeated(solved: NotebookNode, exercise: str, checks: set[str], count: int) -> NotebookNode:
    """Repeats an exercise with its checks, and leaves out the checks of all others.

    Args:
        solved: the instructor's notebook.
        exercise: name of the exercise.
        checks: the checks that can feel a change of it.
        count: how often.

    Returns:
        The code cells up to the exercise, without other exercises' that nothing here uses; then,
        `count` times, those from its cell to its last check. Nothing behind.

    Raises:
        AuthorMistake: none of the checks stands behind the exercise.
    """
    first, last = -1, -1
    for index, cell in enumerate(solved.cells):
        name = _grade_id(cell)
        if name == exercise + SOLUTION:
            first = index
        elif first >= 0 and name in checks:
            last = index
    if last < 0:
        raise AuthorMistake(
            Path("exercises.py"), 1, f"the exercise {exercise!r} has no check behind it",
            "write one: nobody else notices a wrong answer",
        )  # fmt: skip
    before = [c for c in solved.cells[:first] if c.cell_type == "code" and not _is_test(c)]
    part = [
        cell
        for cell in solved.cells[first : last + 1]
        if cell.cell_type == "code" and (not _is_test(cell) or _grade_id(cell) in checks)
    ]
    made = copy.deepcopy(solved)
    made.cells = copy.deepcopy(_needed(before, part))
    forgotten = _forgetting(made.cells, part)
    for number in range(count):
        if number and forgotten:
            made.cells.append(nbformat.v4.new_code_cell(forgotten, id=f"forget-{number}"))
        for cell in copy.deepcopy(part):
            name = _grade_id(cell)
            if name.endswith(SOLUTION):
                own = trial_name(name.removesuffix(SOLUTION), number) + SOLUTION
            else:
                own = trial_name(name, number)
            if name:
                cell.metadata.nbgrader.grade_id = own
            cell.id = f"{cell.id[:50]}-{number}"
            made.cells.append(cell)
    return made


def _forgetting(before: list[NotebookNode], part: list[NotebookNode]) -> str:
    """Code that takes answers back: one that fails half-way must not stand on the one before."""
    given = set().union(*(names_of(cell.source).binds for cell in before))
    answers = [cell for cell in part if _grade_id(cell).endswith(SOLUTION)]
    own = sorted(set().union(*(names_of(cell.source).binds for cell in answers)) - given)
    return f"for _name in {own}:\n    globals().pop(_name, None)" if own else ""


def _needed(before: list[NotebookNode], part: list[NotebookNode]) -> list[NotebookNode]:
    """Leaves out other exercises' cells unless a name of theirs is used: some train for long."""
    used = set().union(*(names_of(cell.source).uses for cell in part))
    kept = []
    for cell in reversed(before):
        names = names_of(cell.source)
        if not _grade_id(cell).endswith(SOLUTION) or names.binds & used:
            kept.append(cell)
            used |= names.uses
    return kept[::-1]


def _grade_id(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def _is_test(cell: NotebookNode) -> bool:
    flags = cell.metadata.get("nbgrader", {})
    return bool(flags.get("grade")) and not flags.get("solution")
