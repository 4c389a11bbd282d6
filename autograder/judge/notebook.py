"""Judges one notebook of a submission: runs it, scores its cells, makes what its author gets."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import nbformat

from autograder.judge.messages import clean
from autograder.judge.redact import PathCleaner, redacted
from autograder.judge.sanitize import RunCell, Sanitized
from autograder.judge.scoring import is_unanswered, score_manual, score_test
from autograder.judge.tampering import of_run
from autograder.kernel.session import CellRun, Session
from autograder.types import CellGrade, CellSpec, GradedNotebook, NotebookSpec

ENDED = re.compile("the kernel ended|the judge |stopped: the test used up the judge's memory")
MISSING_NAME = re.compile(r"name '(\w+)' is not defined")


class Judge(Protocol):
    """Runs the test cells of one notebook."""

    @property
    def unprotected(self) -> Sequence[str]:
        """Grade ids of tests that ran in the student's kernel, where others don't."""

    def prepare(self, session: Session) -> None:
        """Gets a fresh kernel, before any cell of the student."""

    def ran(self, source: str) -> None:
        """Is told of a cell that was run in the kernel."""

    def check(self, spec: CellSpec, session: Session, seconds: float | None) -> CellRun:
        """Runs one test cell."""

    def dismiss(self) -> None:
        """Is told that no test is left."""


@dataclass
class Judged:
    """A graded notebook, and sentences about time and kernels for its author.

    Attributes:
        notebook: for gradebook and feedback.
        notes: for the student.
        tampering: sentences for the instructor.
        lost: whether the kernel or the judge ended and no limit was the reason. The code may have
            done it, or somebody else, such as a machine that is out of memory.
    """

    notebook: GradedNotebook
    notes: list[str]
    tampering: list[str] = field(default_factory=list)
    lost: bool = False


def judge_notebook(
    spec: NotebookSpec,
    sanitized: Sanitized,
    session: Session,
    judge: Judge,
    cleaner: PathCleaner,
    notes: Sequence[str] = (),
) -> Judged:
    """Runs a notebook and scores it.

    Args:
        spec: the instructor's side.
        sanitized: the cells to run.
        session: a kernel of its own.
        judge: runs the test cells.
        cleaner: knows which folders not to show.
        notes: sentences that stand at the top of the graded notebook.

    Returns:
        Grades per cell, the notebook for autograded/, and what went wrong on the way.
    """
    grades: dict[str, CellGrade] = {}
    unanswered = set()
    failed: list[tuple[RunCell, tuple[str, str]]] = []
    ran: list[tuple[RunCell, CellRun | None]] = []
    happened: list[str] = []
    tampering = list(sanitized.tampering)
    lost = False
    judge.prepare(session)
    start = time.monotonic()  # of an answer's cells: whatever runs up to its test
    for cell in sanitized.cells:
        run = _run(cell, session, judge)
        ran.append((cell, run))
        if run is not None and (seen := of_run(cell.name, run)):
            tampering.append(seen)
        lost |= run is not None and run.status == "lost" and bool(ENDED.match(run.why or ""))
        if run is not None and run.status in ("timeout", "lost"):
            happened.append(f"{cell.name}: {run.why}")
        if cell.spec is not None and cell.spec.is_test:
            if run is None:
                grade = CellGrade(cell.spec.points, cell.spec.points)  # a test without code
            else:
                grade = score_test(cell.spec, run)
                if run.error is not None and run.error[0] == "NameError":
                    _explain_missing_name(grade, run.error[1], failed, sanitized)
            if run is not None and run.status != "not run":
                grade.seconds, grade.memory = time.monotonic() - start, session.memory()
            start = time.monotonic()
            grades[cell.spec.grade_id] = grade
        elif cell.spec is not None and cell.spec.is_manual:
            grade, no_answer = score_manual(cell)
            grades[cell.spec.grade_id] = grade
            if no_answer:
                unanswered.add(cell.spec.grade_id)
        elif is_unanswered(cell):
            assert cell.spec is not None
            unanswered.add(cell.spec.grade_id)
        if run is not None and run.error is not None and not (cell.spec and cell.spec.is_test):
            failed.append((cell, run.error[:2]))
    judge.dismiss()
    for name in judge.unprotected:
        grades[name].protected = False
    graded = redacted(spec, ran, grades, [*notes, *happened], cleaner)
    text = nbformat.writes(graded)
    return Judged(
        GradedNotebook(spec.name, text, grades, frozenset(unanswered)), happened, tampering, lost
    )


def _run(cell: RunCell, session: Session, judge: Judge) -> CellRun | None:
    if cell.cell_type != "code" or not cell.run or not cell.source.strip():
        return None
    if cell.spec is not None and cell.spec.is_test:
        run = judge.check(cell.spec, session, cell.spec.timeout)
        if run.status == "lost" and session.stopped:
            run.why = session.stopped  # the session knows which limit it was
        return run
    seconds = cell.spec.timeout if cell.spec is not None else session.options.cell_seconds
    run = session.run(cell.source, seconds=seconds)
    judge.ran(cell.source)
    return run


def _explain_missing_name(
    grade: CellGrade,
    text: str,
    failed: list[tuple[RunCell, tuple[str, str]]],
    sanitized: Sanitized,
) -> None:
    """Says why a name isn't there if the cell that should have made it failed or is missing."""
    match = MISSING_NAME.search(text)
    if not match:
        return
    for cell, (error, what) in reversed(failed):
        if re.search(rf"\b{match.group(1)}\b", cell.source):
            if error == "NotImplementedError" and what:
                grade.message = clean(what)
            else:
                first = what.strip().splitlines()[0] if what.strip() else ""
                grade.message = clean(
                    f"{grade.message}: {cell.name} stopped with {error}"
                    + (f": {first}" if first else "")
                )
            return
    gone = [name for name in sorted(sanitized.missing) if match.group(1) in name]
    if gone:
        grade.message = clean(f"{grade.message}: the answer cell {gone[0]!r} is missing")
