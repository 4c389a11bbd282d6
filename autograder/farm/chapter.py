"""A chapter's exercises as an assignment that answers can be graded against."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import nbformat

from autograder.build.builder import without_todo
from autograder.build.notebook import assemble
from autograder.build.release import release
from autograder.farm.answers import fill, solutions, to_bytes
from autograder.farm.pool import LocalFarm
from autograder.farm.protection import Protection
from autograder.farm.run import with_limit
from autograder.gradebook.course import Course
from autograder.gradebook.instructor import load_assignment
from autograder.kernel.options import KernelOptions
from autograder.kernel.scratch import font_cache
from autograder.types import SubmittedFiles, Verdict


class Chapter:
    """The exercises of one chapter, built from their text and not executed.

    Args:
        folder: such as solutions/01_ann_xor.

    Attributes:
        solved, released: the notebooks of instructor and student.
        loaded: the instructor's side of the assignment.
        points: per item that is graded automatically.
        manual: items that a person grades.

    Raises:
        AuthorMistake: a text of the chapter is wrong.
    """

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._notebook = f"{folder.name}_exercises"
        assembled = assemble(folder / "exercises.py", "exercises")
        self.released = release({self._notebook: assembled})[self._notebook]
        self.solved = without_todo(assembled)
        with tempfile.TemporaryDirectory(prefix="chapter-") as scratch:
            path = Path(scratch) / "source" / self.name / f"{self._notebook}.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(self.solved, path)
            self.loaded = load_assignment(Course(Path(scratch)), self.name)
        cells = self.loaded.assignment.notebooks[0].cells
        self.points = {cell.grade_id: cell.points for cell in cells if cell.is_test}
        self.manual = [cell.grade_id for cell in cells if cell.is_manual]

    def solution(self) -> dict[str, str]:
        """The model solution: source per exercise."""
        return solutions(self.solved)

    def hand_in(self, student: str, answers: dict[str, str]) -> SubmittedFiles:
        """What somebody hands in who has solved the other exercises as the model solution does.

        Args:
            student: name of the hand-in, unique in a run.
            answers: source per exercise.
        """
        notebook = fill(self.solved, {**self.solution(), **answers})
        return self._files(student, to_bytes(notebook))

    def untouched(self, student: str) -> SubmittedFiles:
        """What somebody hands in who has written nothing."""
        return self._files(student, to_bytes(self.released))

    def _files(self, student: str, notebook: bytes) -> SubmittedFiles:
        return SubmittedFiles(student, self.name, {f"{self._notebook}.ipynb": notebook})

    def grade(
        self,
        hand_ins: Iterable[SubmittedFiles],
        protection: Protection,
        workers: int,
        cell_seconds: int,
        on_done: Callable[[], None] = lambda: None,
    ) -> dict[str, Verdict]:
        """Grades hand-ins, without gradebook and files.

        Args:
            hand_ins: of `hand_in` and `untouched`.
            protection: what `protect` has put up for `loaded`.
            workers: hand-ins graded at a time.
            cell_seconds: limit per cell, tests included.
            on_done: told after each.

        Returns:
            Verdict per student.
        """
        done: dict[str, Verdict] = {}
        with tempfile.TemporaryDirectory(prefix="chapter-") as folder:
            fonts = font_cache(Path(folder))
            options = protection.options(KernelOptions(
                cell_seconds=cell_seconds, threads=1,
                env={"MPLCONFIGDIR": fonts} if fonts else {},
            ))  # fmt: skip
            assignment = with_limit(self.loaded.assignment, cell_seconds)
            farm = LocalFarm({self.name: assignment}, options, workers)
            for task, graded in farm.run(iter(hand_ins)):
                done[task.student] = graded.verdict
                on_done()
        return done
