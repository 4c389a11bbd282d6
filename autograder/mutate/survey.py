"""Grades the mutants of a chapter and tells which lost points."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build.quiz import load_quiz
from autograder.farm.answers import SOLUTION
from autograder.farm.chapter import Chapter
from autograder.farm.pool import LocalFarm
from autograder.farm.protection import Protection, protect
from autograder.farm.run import with_limit
from autograder.judge.glass.analysis import names_of
from autograder.kernel.options import (
    DEFAULT_ISOLATION,
    DEFAULT_JUDGE,
    Isolation,
    JudgeName,
    KernelOptions,
)
from autograder.kernel.scratch import font_cache
from autograder.mutate.accepted import Accepted, load_accepted
from autograder.mutate.operators import Mutant, mutants
from autograder.mutate.trials import Trials
from autograder.types import SubmittedFiles, Verdict

REFERENCE_SECONDS = 300  # for a cell of the model solution
SHORTEST_LIMIT, SLOWER = 15.0, 6.0  # a mutant may take this much longer than the model solution
SIZES = (1, 4, 12)  # trials in a notebook
HAND_IN_SECONDS = 90.0  # that one hand-in shall take at most, if its mutants are no slower


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


@dataclass
class Survey:
    """What came of a chapter.

    Attributes:
        grades: per mutant, in the order of the notebook.
        free: mutants of lines that an exercise leaves to whoever solves it: not graded.
        data: what the exercises loaded, in the words of the loader; "" if nothing.
    """

    grades: list[Grade]
    free: list[Mutant]
    data: str = ""


class NotSolved(Exception):
    """The model solution itself loses points: there is nothing to compare with."""


class NotGraded(Exception):
    """The grader itself failed, twice: a matter of the machine."""


def survey(
    folder: Path,
    exercises: Iterable[str] = (),
    workers: int = 1,
    isolation: Isolation = DEFAULT_ISOLATION,
    judge: JudgeName = DEFAULT_JUDGE,
    on_begin: Callable[[int], None] = lambda hand_ins: None,
    on_done: Callable[[], None] = lambda: None,
) -> Survey:
    """Grades every mutant of a chapter's solutions.

    Mutants of an exercise share a hand-in, see `Trials`. Where one of them has stopped the kernel
    or spoilt it, those behind it are graded again.

    Args:
        folder: the chapter, such as solutions/01_ann_xor.
        exercises: only these; empty for all. Short questions are left out in any case.
        workers: hand-ins graded at a time.
        isolation: level of the sandbox.
        judge: who runs test cells.
        on_begin: told how many hand-ins there are, each time some are to be graded.
        on_done: told after each of them.

    Returns:
        A grade per mutant.

    Raises:
        AuthorMistake: a text of the chapter is wrong.
        NotSolved: the model solution doesn't get all points.
        NotGraded: a hand-in couldn't be graded.
        KeyError: the chapter has no such exercise.
        WrongCall: the protection that is asked for can't be had.
    """
    accepted = load_accepted(folder)
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
    free = [mutant for mutant in made if _is_free(mutant, accepted)]
    left = [mutant for mutant in made if not _is_free(mutant, accepted)]
    trials = {
        (name, size): Trials(chapter, name, checks[name], size)
        for name in sources
        for size in SIZES
    }
    loaded = [one.loaded for one in trials.values()]
    with protect(loaded, isolation, judge, [folder.parent]) as protection:
        grader = _Grader(trials, protection, workers, on_begin, on_done)
        grader.solve(list(sources))
        found = grader.grades(left)
    return Survey([found[mutant] for mutant in left], free, grader.data)


def _is_free(mutant: Mutant, accepted: Iterable[Accepted]) -> bool:
    return any(entry.is_free and entry.fits(mutant) for entry in accepted)


Work = tuple[Trials, Sequence[Mutant]]


class _Grader:
    """Grades mutants in as few hand-ins as possible."""

    def __init__(
        self,
        trials: dict[tuple[str, int], Trials],
        protection: Protection,
        workers: int,
        on_begin: Callable[[int], None],
        on_done: Callable[[], None],
    ) -> None:
        self._trials, self._protection, self._workers = trials, protection, workers
        self._on_begin, self._on_done = on_begin, on_done
        self._limits = dict.fromkeys((name for name, _ in trials), REFERENCE_SECONDS)
        self._sizes: dict[str, int] = {}
        self.data = ""

    def solve(self, exercises: Sequence[str]) -> None:
        """Grades the model solution, to see that it is right and how long it takes."""
        work = [(self._trials[name, 1], ()) for name in exercises]
        for name, verdict in zip(exercises, self._grade(work), strict=True):
            trials = self._trials[name, 1]
            for cell in sorted(trials.cells_of(0)):
                grade = verdict.cells[cell]
                if grade.score != grade.max_score:
                    raise NotSolved(
                        f"{name}: the model solution itself loses points: {grade.message}"
                    )
            seconds = verdict.seconds / 2  # it was tried twice
            self._limits[name] = round(max(SHORTEST_LIMIT, SLOWER * seconds))
            fitting = [size for size in SIZES if size * seconds <= HAND_IN_SECONDS]
            # What can't be repeated in one kernel gets a kernel each time.
            again = _full(verdict, trials.cells_of(1))
            self._sizes[name] = max(fitting, default=1) if again else 1

    def grades(self, mutants: Sequence[Mutant]) -> dict[Mutant, Grade]:
        """Grades mutants."""
        found: dict[Mutant, Grade] = {}
        left, alone = list(mutants), list[Mutant]()
        while left or alone:
            work = [*self._packed(left), *((self._trials[m.exercise, 1], [m]) for m in alone)]
            left, alone = [], []
            for (trials, group), verdict in zip(work, self._grade(work), strict=True):
                final, rest, spoilt = sorted_out(trials, group, verdict)
                found.update(final)
                (alone if spoilt else left).extend(rest)
        return found

    def _packed(self, mutants: Sequence[Mutant]) -> list[Work]:
        work: list[Work] = []
        for name, size in self._sizes.items():
            own = [mutant for mutant in mutants if mutant.exercise == name]
            # As evenly as possible: the model solution fills up what is left.
            enough = min(s for s in SIZES if s >= min(size, len(own)))
            trials = self._trials[name, enough]
            work += [(trials, own[at : at + enough]) for at in range(0, len(own), enough)]
        return work

    def _grade(self, work: Sequence[Work]) -> list[Verdict]:
        tasks = [
            trials.hand_in(f"{trials.name} {number}", [mutant.source for mutant in group])
            for number, (trials, group) in enumerate(work)
        ]
        done = self._run(tasks)
        if failed := [task for task in tasks if done[task.student].status == "failed"]:
            done.update(self._run(failed))
        for task in tasks:
            if done[task.student].status == "failed":
                raise NotGraded(f"{task.student}: {done[task.student].reason}")
        return [done[task.student] for task in tasks]

    def _run(self, tasks: Sequence[SubmittedFiles]) -> dict[str, Verdict]:
        self._on_begin(len(tasks))
        assignments = {
            one.name: with_limit(one.loaded.assignment, self._limits[one.exercise])
            for one in self._trials.values()
        }
        done: dict[str, Verdict] = {}
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            fonts = font_cache(Path(folder))
            options = self._protection.options(KernelOptions(
                cell_seconds=max(self._limits.values()), threads=1,
                env={"MPLCONFIGDIR": fonts} if fonts else {},
            ))  # fmt: skip
            for task, graded in LocalFarm(assignments, options, self._workers).run(iter(tasks)):
                done[task.student] = graded.verdict
                for notebook in graded.notebooks:
                    self.data = self.data or data_named(notebook.text or "")
                self._on_done()
        return done


def sorted_out(
    trials: Trials, group: Sequence[Mutant], verdict: Verdict
) -> tuple[dict[Mutant, Grade], list[Mutant], bool]:
    """Tells from a hand-in's verdict which mutants lost points.

    Args:
        trials: the notebook.
        group: the mutants that were tried in it, in order.
        verdict: what the hand-in got.

    Returns:
        Grades that hold; mutants that have to be graded again; and whether each of those needs
        a kernel of its own.
    """
    grades = {
        mutant: judged(mutant, trials.cells_of(number), verdict)
        for number, mutant in enumerate(group)
    }
    controls = [trials.cells_of(number) for number in range(len(group), trials.size + 1)]
    if trials.size == 1 or all(_full(verdict, cells) for cells in controls):
        return grades, [], False
    for number, mutant in enumerate(group):
        names = trials.cells_of(number) | {trials.answer_cell(number)}
        if any(f"{name!r}: " in (verdict.reason or "") for name in names):
            # The first one that was stopped. Nothing is known of those behind it.
            if not grades[mutant].killed:
                break
            done = group[: number + 1]
            return {one: grades[one] for one in done}, list(group[number + 1 :]), False
    return {}, list(group), True


def judged(mutant: Mutant, cells: Iterable[str], verdict: Verdict) -> Grade:
    """Tells from a verdict whether a mutant lost points in these cells."""
    for name in sorted(cells):
        cell = verdict.cells[name]
        if cell.score is not None and cell.score < cell.max_score:
            return Grade(mutant, True, cell.message)
    return Grade(mutant, False)


def _full(verdict: Verdict, cells: Iterable[str]) -> bool:
    return all(verdict.cells[name].score == verdict.cells[name].max_score for name in cells)


def data_named(notebook: str) -> str:
    """The first data set that a graded notebook says to have loaded; "" if none."""
    for cell in nbformat.reads(notebook, as_version=4).cells:
        if cell.cell_type == "code" and "data.load(" in cell.source:
            for output in cell.outputs:
                if output.output_type == "stream" and ": " in output.text:
                    return output.text.partition(": ")[0].strip()
    return ""


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
