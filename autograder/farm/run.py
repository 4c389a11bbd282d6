"""One run over a class: reads submissions, has them graded, writes grades as they come back."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from autograder.farm import digests, gpu
from autograder.farm.cluster_farm import ClusterFarm
from autograder.farm.ledger import Change, Ledger
from autograder.farm.outpost import Orders
from autograder.farm.pool import Farm, LocalFarm
from autograder.farm.protection import Protection, plan_protection, protect
from autograder.gradebook.book import Book
from autograder.gradebook.collect import collect
from autograder.gradebook.course import Course, WrongCall
from autograder.gradebook.instructor import Loaded, kernel_options, load_assignment
from autograder.judge.glass.secret import class_secret, student_secret
from autograder.kernel.options import (
    DEFAULT_ISOLATION,
    DEFAULT_JUDGE,
    Isolation,
    JudgeName,
    KernelOptions,
)
from autograder.kernel.scratch import font_cache
from autograder.types import Assignment, Submission, SubmittedFiles, Verdict


class Listener(Protocol):
    """Is told how a run goes on."""

    def begin(self, total: int, workers: int) -> None:
        """The number of submissions is known."""

    def started(self, task: SubmittedFiles) -> None:
        """A submission is being graded now."""

    def finished(self, verdict: Verdict) -> None:
        """A submission's grades are written."""

    def known(self, verdict: Verdict) -> None:
        """A submission is up to date: it isn't graded again."""

    def tick(self) -> None:
        """Some time has passed."""


class Silence:
    """A listener that says nothing."""

    def begin(self, total: int, workers: int) -> None: ...

    def started(self, task: SubmittedFiles) -> None: ...

    def finished(self, verdict: Verdict) -> None: ...

    def known(self, verdict: Verdict) -> None: ...

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
        up_to_date: how many were not graded again, because nothing had changed.
        changes: scores that grading once more has changed.
    """

    assignments: dict[str, Assignment]
    verdicts: list[Verdict]
    warnings: list[str] = field(default_factory=list)
    logs: dict[tuple[str, str], str] = field(default_factory=dict)
    protection: Protection = field(default_factory=Protection)
    up_to_date: int = 0
    changes: list[Change] = field(default_factory=list)


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
    limits: Mapping[str, int] | None = None,
    isolation: Isolation = DEFAULT_ISOLATION,
    judge: JudgeName = DEFAULT_JUDGE,
    regrade: bool = False,
    scheduler: str | None = None,
    gpu_assignments: Sequence[str] | None = None,
    listener: Listener | None = None,
) -> Outcome:
    """Grades the submissions of a course folder. What is up to date isn't graded again.

    Args:
        course: the folder.
        names: assignments; empty for all that somebody has handed in.
        students: ids or patterns; None or empty for everybody.
        workers: processes; default one per core, but no more than submissions.
        cell_seconds: limit per cell in place of nbgrader_config.py's.
        total_seconds: limit per submission.
        limits: per submission, in place of KernelOptions' own: "memory" and "disk" in bytes,
            "processes" at once. They hold wherever there are walls.
        isolation: level of the sandbox around each submission.
        judge: who runs test cells.
        regrade: whether everything is graded again.
        scheduler: address of a Dask scheduler, None to grade on this machine.
        gpu_assignments: assignments that ask for a GPU, besides those whose notebooks say so.
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
    changes: dict[str, Any] = {**(limits or {}), "threads": max(1, cores() // count)}
    if cell_seconds is not None:
        changes["cell_seconds"] = cell_seconds
        for one in loaded:
            one.assignment = with_limit(one.assignment, cell_seconds)
    if total_seconds is not None:
        changes["total_seconds"] = total_seconds
    options = kernel_options(course, **changes)
    gpu.mark(loaded, gpu_assignments or [])
    with (
        course.alone(),
        _open_farm(
            course, loaded, options, count, isolation, judge, scheduler, listener, len(submissions)
        ) as opened,
        Book(course) as book,
    ):
        farm, protection = opened
        outcome.protection = protection
        outcome.warnings += protection.notes
        outcome.assignments = {one.assignment.name: one.assignment for one in loaded}
        for one in loaded:
            book.register(one)
        secret = secret_of(course) if judge == "glass" else None
        inputs = _inputs(loaded, options, protection, secret)
        ledger = Ledger(course, book, outcome.assignments, inputs, regrade)

        def to_grade() -> Iterator[SubmittedFiles]:
            for task in _read(course, submissions, secret):
                verdict = ledger.up_to_date(task)
                if verdict is None:
                    yield task
                else:
                    outcome.verdicts.append(verdict)
                    outcome.up_to_date += 1
                    listener.known(verdict)

        for task, graded in farm.run(to_grade(), listener.started, listener.tick):
            verdict = ledger.settle(task, graded)
            if graded.log:
                outcome.logs[task.student, task.assignment] = graded.log
            outcome.verdicts.append(verdict)
            listener.finished(verdict)
        outcome.changes = ledger.changes
        if isinstance(farm, ClusterFarm):
            protection.level = farm.cluster.level  # a weaker worker may have come
            outcome.warnings += farm.cluster.refused()
    outcome.verdicts.sort(key=lambda verdict: (verdict.assignment, verdict.student))
    return outcome


@contextlib.contextmanager
def _open_farm(
    course: Course,
    loaded: Sequence[Loaded],
    options: KernelOptions,
    count: int,
    isolation: Isolation,
    judge: JudgeName,
    scheduler: str | None,
    listener: Listener,
    total: int,
) -> Iterator[tuple[Farm, Protection]]:
    """Opens the pool of this machine, or a cluster, with its protection put up."""
    wanting = [one.assignment.name for one in loaded if one.assignment.gpu]
    farm: Farm
    if scheduler is not None:
        protection, needs = plan_protection(loaded, isolation, judge, _hidden(course))
        assignments = {one.assignment.name: one.assignment for one in loaded}
        orders = Orders(secrets.token_hex(8), assignments, options, needs)
        with ClusterFarm(scheduler, orders) as farm:
            protection.level = farm.cluster.level
            protection.notes += farm.cluster.notes
            if wanting and not farm.gpus:
                protection.notes.append(
                    f"{', '.join(wanting)}: no worker has a GPU (start one with --resources GPU=1 "
                    "and CUDA_VISIBLE_DEVICES), graded without"
                )
            listener.begin(total, min(farm.workers, total))
            yield farm, protection
        return
    listener.begin(total, count)
    with (
        protect(loaded, isolation, judge, _hidden(course)) as protection,
        tempfile.TemporaryDirectory(prefix="autograder-run-") as folder,
    ):
        devices = gpu.here() if wanting else []
        if wanting and not devices:
            protection.notes.append(
                f"{', '.join(wanting)}: there is no GPU here (--scheduler finds those of a "
                "cluster), graded without"
            )
        env = shared_environment(Path(folder))
        own = protection.options(replace(options, env=env))
        assignments = {one.assignment.name: one.assignment for one in loaded}
        yield LocalFarm(assignments, own, count, devices), protection


def _inputs(
    loaded: Sequence[Loaded], options: KernelOptions, protection: Protection, secret: str | None
) -> dict[str, dict[str, str]]:
    """Digests of what the verdicts on each assignment depend on, but for the submission."""
    environment = digests.environment_digest(protection.level, protection.judge, secret)
    return {
        one.assignment.name: {
            "assignment": digests.assignment_digest(one, options),
            "code": digests.code_digest(),
            "environment": environment,
        }
        for one in loaded
    }


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


def shared_environment(folder: Path) -> dict[str, str]:
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
