"""Grades one submission. Plain data in, plain data out: it runs on any machine."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.farm.open_judge import open_judge
from autograder.judge.finding import find_notebooks
from autograder.judge.glass.client import JudgeFailed
from autograder.judge.glass.secret import hand_in_secret
from autograder.judge.notebook import judge_notebook
from autograder.judge.redact import PathCleaner
from autograder.judge.sanitize import Sanitized, sanitize
from autograder.judge.tampering import of_files, shortened
from autograder.kernel.options import KernelOptions
from autograder.kernel.scratch import Scratch
from autograder.kernel.session import KernelStartError, Session
from autograder.types import (
    Assignment,
    CellGrade,
    Graded,
    GradedNotebook,
    NotebookSpec,
    SubmittedFiles,
    Verdict,
)


class _Lost(Exception):
    """A kernel or a judge has ended, and that need not be the submission's fault."""

    def __init__(self, graded: Graded) -> None:
        super().__init__()
        self.graded = graded


NOT_HANDED_IN = "the notebook was not handed in or can't be read"


def grade_one(
    assignment: Assignment,
    submitted: SubmittedFiles,
    options: KernelOptions,
    on_scratch: Callable[[Scratch | None], None] = lambda scratch: None,
    folder: Path | None = None,
) -> Graded:
    """Grades one submission: sanitize, execute, score.

    Args:
        assignment: the instructor's side.
        submitted: the student's side.
        options: limits of the kernels.
        on_scratch: told the folder while it exists, for those who clean up after a crash.
        folder: where to make it; default where temporary files go.

    Returns:
        A verdict, and per notebook what gradebook and feedback need. Never raises.
    """
    start = time.monotonic()
    try:
        try:
            graded = _grade(assignment, submitted, options, on_scratch, folder)
        except (KernelStartError, _Lost):
            # Ordinary kernels choose free ports, which somebody else may take meanwhile. And who
            # has ended a kernel shows when it is run once more: only its own code does so again.
            graded = _grade(assignment, submitted, options, on_scratch, folder)
    except _Lost as again:
        graded = again.graded
    except KernelStartError as error:
        graded = failed(
            assignment, submitted, "the kernel did not start: tell your instructor",
            ours=True, log=str(error),
        )  # fmt: skip
    except JudgeFailed as error:
        graded = failed(
            assignment, submitted, "the judge did not start: tell your instructor",
            ours=True, log=str(error),
        )  # fmt: skip
    except Exception:
        graded = failed(
            assignment, submitted, "the grader stopped with an error of its own: tell your "
            "instructor", ours=True, log=traceback.format_exc(),
        )  # fmt: skip
    graded.verdict.seconds = time.monotonic() - start
    seen = [*of_files(submitted), *graded.verdict.tampering]
    graded.verdict.tampering = shortened(seen)
    return graded


def failed(
    assignment: Assignment,
    submitted: SubmittedFiles,
    reason: str,
    *,
    ours: bool = False,
    log: str = "",
) -> Graded:
    """Returns what stands for a submission of which nothing could be graded."""
    verdict = Verdict(
        submitted.student, assignment.name, "failed", reason, max_score=assignment.max_score
    )
    return Graded(verdict, ours=ours, log=log)


def _grade(
    assignment: Assignment,
    submitted: SubmittedFiles,
    options: KernelOptions,
    on_scratch: Callable[[Scratch | None], None],
    folder: Path | None,
) -> Graded:
    if submitted.problem is not None:
        return failed(assignment, submitted, submitted.problem)
    found = find_notebooks(assignment, submitted.files)
    notes = [*found.notes, *submitted.notes]
    if all(cells is None for cells in found.notebooks.values()):
        return failed(assignment, submitted, sentence(notes) or "nothing was handed in")
    files = {name: data for name, data in submitted.files.items() if not name.endswith(".ipynb")}
    deadline = time.monotonic() + options.total_seconds
    notebooks = []
    lost = False
    tampering: list[str] = []
    merged = {
        spec.name: sanitize(spec, cells)
        for spec in assignment.notebooks
        if (cells := found.notebooks[spec.name]) is not None
    }
    secret = submitted.secret and hand_in_secret(submitted.secret, _answers(merged), files)
    with Scratch({**files, **assignment.files}, folder) as scratch:
        on_scratch(scratch)
        env = scratch.environment(options)
        cleaner = PathCleaner([scratch.work, scratch.home, scratch.root])
        for spec in assignment.notebooks:
            sanitized = merged.get(spec.name)
            if sanitized is None:
                notebooks.append(_missing(spec))
                continue
            prefix = "" if len(assignment.notebooks) == 1 else f"{spec.name}: "
            own = [prefix + note for note in sanitized.notes]
            with open_judge(spec, assignment.files, secret, options) as (judge, door):
                walls = scratch.sandbox(options, keep=spec is not assignment.notebooks[-1])
                with Session(
                    spec.kernel_name, options, scratch.work, env, deadline, walls, door
                ) as session:
                    judged = judge_notebook(
                        spec, sanitized, session, judge, cleaner, [*notes, *own]
                    )
            notebooks.append(judged.notebook)
            notes += own + [prefix + note for note in judged.notes]
            lost |= judged.lost
            tampering += [prefix + note for note in judged.tampering]
    on_scratch(None)
    verdict = Verdict(
        submitted.student, assignment.name, "graded", sentence(notes),
        cells={
            assignment.key(graded.name, name): grade
            for graded in notebooks
            for name, grade in graded.cells.items()
        },
        max_score=assignment.max_score, tampering=tuple(tampering),
    )  # fmt: skip
    graded = Graded(verdict, notebooks)
    if lost:
        raise _Lost(graded)
    return graded


def _answers(merged: dict[str, Sanitized]) -> Iterator[tuple[str, str, str]]:
    """What of the notebooks is the student's: see `hand_in_secret`."""
    for name, sanitized in merged.items():
        for cell in sanitized.cells:
            if cell.run and cell.cell_type == "code":
                own = cell.spec is None or cell.spec.solution
                grade_id = "" if cell.spec is None else cell.spec.grade_id
                yield name, grade_id, cell.source if own else ""


def sentence(notes: list[str]) -> str | None:
    """Joins notes to one reason; None if there are none."""
    unique = list(dict.fromkeys(notes))
    shown = unique[:6] + ([f"and {len(unique) - 6} more"] if len(unique) > 6 else [])
    return "; ".join(shown) or None


def _missing(spec: NotebookSpec) -> GradedNotebook:
    """As in nbgrader: what wasn't handed in gets 0, also where a person would grade."""
    cells = {
        cell.grade_id: CellGrade(0.0, cell.points, NOT_HANDED_IN)
        for cell in spec.cells
        if cell.is_test or cell.is_manual
    }
    return GradedNotebook(spec.name, None, cells)
