"""One run over a class: reads submissions, has them graded, writes grades as they come back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from autograder.farm.pool import LocalFarm
from autograder.farm.protection import Protection, protect
from autograder.farm.task import failed
from autograder.gradebook.book import Book, UnknownStudent, parse_timestamp
from autograder.gradebook.collect import collect
from autograder.gradebook.course import Course, WrongCall
from autograder.gradebook.files import Feedback, write_autograded
from autograder.gradebook.instructor import kernel_options, load_assignment
from autograder.judge.glass.secret import class_secret, student_secret
from autograder.kernel.options import (
    DEFAULT_ISOLATION,
    DEFAULT_JUDGE,
    Isolation,
    JudgeName,
)
from autograder.kernel.scratch import font_cache
from autograder.types import Assignment, Graded, Submission, SubmittedFiles, Verdict


class Listener(Protocol):
    """Is told how a run goes on."""

    def begin(self, total: int, workers: int) -> None:
        """The number of submissions is known."""

    def started(self, task: SubmittedFiles) -> None:
        """A submission is being graded now."""

    def finished(self, verdict: Verdict) -> None:
        """A submission's grades are written."""

    def tick(self) -> None:
        """Some time has passed."""


class Silence:
    """A listener that says nothing."""

    def begin(self, total: int, workers: int) -> None: ...

    def started(self, task: SubmittedFiles) -> None: ...

    def finished(self, verdict: Verdict) -> None: ...

    def tick(self) -> None: ...


@dataclass
class Outcome:
    """What a run gave.

    Attributes:
        assignments: the instructor's side, by name, in order.
        verdicts: sorted by assignment, then student.
        warnings: sentences for the instructor.
        logs: what the grader's own failures said, by (student, assignment).
        protection: what stood between submissions and the class.
    """

    assignments: dict[str, Assignment]
    verdicts: list[Verdict]
    warnings: list[str] = field(default_factory=list)
    logs: dict[tuple[str, str], str] = field(default_factory=dict)
    protection: Protection = field(default_factory=Protection)


def cores() -> int:
    """Number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def grade_class(
    course: Course,
    names: list[str],
    *,
    students: list[str] | None = None,
    workers: int | None = None,
    cell_seconds: int | None = None,
    total_seconds: float | None = None,
    isolation: Isolation = DEFAULT_ISOLATION,
    judge: JudgeName = DEFAULT_JUDGE,
    listener: Listener | None = None,
) -> Outcome:
    """Grades the submissions of a course folder.

    Args:
        course: the folder.
        names: assignments; empty for all that somebody has handed in.
        students: ids or patterns; None or empty for everybody.
        workers: processes; default one per core, but no more than submissions.
        cell_seconds: limit per cell in place of nbgrader_config.py's.
        total_seconds: limit per submission.
        isolation: level of the sandbox around each submission.
        judge: who runs test cells.
        listener: told how it goes on.

    Returns:
        A verdict for every submission. Grades, autograded/ and feedback/ are written.

    Raises:
        WrongCall: there is nothing to grade, the instructor's side is broken, or the protection
            that was asked for can't be had.
    """
    listener = listener or Silence()
    submissions = _wanted(course, names, students or [])
    used = sorted({submission.assignment for submission in submissions})
    loaded = [load_assignment(course, name) for name in used]
    outcome = Outcome({}, [])
    outcome.warnings = [sentence for one in loaded for sentence in one.warnings]
    count = min(workers or cores(), len(submissions))
    listener.begin(len(submissions), count)
    with (
        course.alone(),
        protect(loaded, isolation, judge, _hidden(course)) as protection,
        Book(course) as book,
        tempfile.TemporaryDirectory(prefix="autograder-run-") as folder,
    ):
        outcome.protection = protection
        outcome.warnings += protection.notes
        for one in loaded:
            book.register(one)
            outcome.assignments[one.assignment.name] = one.assignment
        feedback = Feedback(course)
        changes: dict[str, Any] = {
            "threads": max(1, cores() // count),
            "env": _shared(Path(folder)),
        }
        if cell_seconds is not None:
            changes["cell_seconds"] = cell_seconds
            outcome.assignments = {
                name: with_limit(one, cell_seconds) for name, one in outcome.assignments.items()
            }
        if total_seconds is not None:
            changes["total_seconds"] = total_seconds
        options = protection.options(kernel_options(course, **changes))
        farm = LocalFarm(outcome.assignments, options, count)
        tasks = _read(course, submissions, secret_of(course) if judge == "glass" else None)
        for task, graded in farm.run(tasks, listener.started, listener.tick):
            verdict = _write(
                course, book, feedback, outcome.assignments[task.assignment], task, graded
            )
            if graded.log:
                outcome.logs[task.student, task.assignment] = graded.log
            outcome.verdicts.append(verdict)
            listener.finished(verdict)
    outcome.verdicts.sort(key=lambda verdict: (verdict.assignment, verdict.student))
    return outcome


def _wanted(course: Course, names: list[str], students: list[str]) -> list[Submission]:
    known = course.assignments()
    if not known:
        source = course.directory.source_directory
        raise WrongCall(
            f"{course.root / source} holds no assignment: put ASSIGNMENT/NOTEBOOK.ipynb there"
        )
    for name in names:
        if name not in known:
            raise WrongCall(
                f"there is no assignment {name!r} in source/: use one of {', '.join(known)}"
            )
    submissions = course.submissions(names or known, students)
    if not submissions:
        where = course.directory.submitted_directory
        what = f"{where}/STUDENT/{names[0] if len(names) == 1 else 'ASSIGNMENT'}"
        who = f" of {', '.join(students)}" if students else ""
        raise WrongCall(f"{course.root} holds no submission{who}: put notebooks into {what}/")
    return submissions


def _read(
    course: Course, submissions: list[Submission], secret: str | None
) -> Iterator[SubmittedFiles]:
    largest = course.directory.max_file_size * 1000
    for submission in submissions:
        files = collect(submission, course.directory.ignore, largest)
        if secret is not None:
            own = student_secret(secret, submission.student, submission.assignment)
            files = replace(files, secret=own)
        yield files


def secret_of(course: Course) -> str:
    """The secret of a class, which lies beside its gradebook, or in its folder."""
    return class_secret(course.gradebook_folder)


def _hidden(course: Course) -> list[Path]:
    """What no submission may see: the class, and the gradebook wherever it lies."""
    return [course.root, course.gradebook_folder]


def _shared(folder: Path) -> dict[str, str]:
    """Environment that all kernels of a run have in common."""
    fonts = font_cache(folder)
    return {"MPLCONFIGDIR": fonts} if fonts else {}


def with_limit(assignment: Assignment, seconds: int) -> Assignment:
    """Returns an assignment whose cells may all run this long."""
    notebooks = tuple(
        replace(nb, cells=tuple(replace(cell, timeout=seconds) for cell in nb.cells))
        for nb in assignment.notebooks
    )
    return replace(assignment, notebooks=notebooks)


def _write(
    course: Course,
    book: Book,
    feedback: Feedback,
    assignment: Assignment,
    task: SubmittedFiles,
    graded: Graded,
) -> Verdict:
    timestamp, problem = parse_timestamp(task.files)
    if problem:
        verdict = graded.verdict
        verdict.reason = f"{verdict.reason}; {problem}" if verdict.reason else problem
    # Files first: whoever finds a grade in the gradebook finds the notebook that belongs to it.
    write_autograded(course, assignment, task, graded)
    try:
        verdict = book.record(graded, timestamp)
    except UnknownStudent:
        reason = (
            f"the gradebook knows no student {task.student!r}: add the student, or set "
            "c.Autograde.create_student = True in nbgrader_config.py"
        )
        return failed(assignment, task, reason, ours=True).verdict
    if not graded.ours:
        shown = book.shown(task.student, task.assignment)
        feedback.write(assignment, replace(graded, verdict=verdict), shown)
    return verdict
